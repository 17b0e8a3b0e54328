/** Weights in the safetensors format. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.safetensors;
