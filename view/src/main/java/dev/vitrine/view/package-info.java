/** Artifacts become PNG, SVG, HTML and JSON. A drawing is made once and has no theme; two writers turn it into a file. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.view;
