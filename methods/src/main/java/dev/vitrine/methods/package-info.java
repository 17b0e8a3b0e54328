/** The ways of looking: one file each, with a card that says what it shows, needs and takes. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.methods;
