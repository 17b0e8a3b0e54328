/**
 * TensorFlow graphs as ONNX graphs: frozen GraphDef files ({@code .pb}) and SavedModel folders with their variables.
 *
 * <p>A new operator is one entry in {@link dev.vitrine.formats.tensorflow.TensorFlowOperators} and one case in its test. Numbers of
 * fields are those of tensorflow/core/framework/*.proto and tensorflow/core/protobuf/*.proto.
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.tensorflow;
