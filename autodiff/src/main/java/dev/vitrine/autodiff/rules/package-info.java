/** One rule per operator: how a gradient passes from its outputs to its inputs. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.autodiff.rules;
