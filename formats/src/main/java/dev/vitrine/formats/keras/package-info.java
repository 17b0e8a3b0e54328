/**
 * Networks that Keras 1, 2 or 3 saved, as ONNX graphs. {@code KerasFile} finds configuration and weights in a file, {@code Network}
 * brings the dialects of the configuration to one form, {@code Building} puts layer after layer into the graph.
 *
 * <p>To add a layer: one entry in {@code LayerTable}, the rule in the file of its family, a case in the test of the same name that
 * compares with what Keras computes.
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.keras;
