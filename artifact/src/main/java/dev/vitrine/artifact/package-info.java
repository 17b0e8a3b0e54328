/** What a result is: heat map, image grid, chart, table, graph, reading, provenance. Data and texts; no pixels. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.artifact;
