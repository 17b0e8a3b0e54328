/** The command line: one file per command. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.cli;
