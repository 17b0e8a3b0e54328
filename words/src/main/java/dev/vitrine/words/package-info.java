/** Every text a person reads, in English and Simplified Chinese, and the error that carries one. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.words;
