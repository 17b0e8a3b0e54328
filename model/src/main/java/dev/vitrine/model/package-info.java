/** What a network is: an ONNX graph whose weights stay in the mapped file. Reads and writes ONNX; checks sanity. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.model;
