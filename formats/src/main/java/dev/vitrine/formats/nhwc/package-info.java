/**
 * Operators on pictures and maps whose channels come last, as TensorFlow and TensorFlow Lite have them, written as an ONNX graph
 * that has the channels first inside.
 *
 * <p>There is no pass that cancels transpositions, as none is written that is not needed. Every {@link
 * dev.vitrine.formats.nhwc.Value} of the file is held by an ONNX tensor and the order of its axes in it: a convolution makes a
 * value held channels first, what follows takes it as it is held, a transposition of the file only changes the order, and a
 * {@code Transpose} node appears where an operator such as a reshape really asks for another order, once for each.
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.nhwc;
