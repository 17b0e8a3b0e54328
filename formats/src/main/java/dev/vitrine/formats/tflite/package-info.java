/**
 * TensorFlow Lite files ({@code .tflite}), float and quantised, as ONNX graphs.
 *
 * <p>A new operator is one entry in {@link dev.vitrine.formats.tflite.Builtins} and one case in its test. Numbers of fields are those
 * of the schema (tensorflow/lite/schema/schema.fbs).
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.tflite;
