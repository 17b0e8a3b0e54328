/**
 * Files of trained networks, whatever wrote them, as a {@link dev.vitrine.model.Model}: an ONNX graph over the weights where they
 * lie. {@link dev.vitrine.formats.Formats#open} decides by content which {@link dev.vitrine.formats.Importer} reads a file.
 *
 * <p>To add a format: a package of its own below this one with one class that implements {@code Importer}, one line in
 * {@code Formats}, and one test that opens a small real file of it and compares outputs with those of the framework.
 *
 * <ul>
 *   <li>The graph is made of standard ONNX operators; tensors and nodes have the framework's own names, so that a person types the
 *       name that stands in their source.
 *   <li>What cannot be expressed becomes a node of a domain named after the format ({@code keras}) whose operator is the layer's
 *       class, with its settings as attributes, and a note in {@link dev.vitrine.model.Model.Origin#notes} that names layer and
 *       class. The engine runs what does not depend on such a node; all else shows it with its parameters.
 *   <li>Weights stay in the mapped file wherever they lie there whole ({@link dev.vitrine.model.Bytes.InFile}).
 *   <li>Nothing from a file is executed, no path outside its folder is read, and nothing is allocated by a length that was not
 *       checked against the bytes present. What is broken is an {@code InputException} that says what, where and what to do.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats;
