/** Graph in, graph out: reverse-mode differentiation, opset raising, batch relaxation and lowering, in standard ONNX operators. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.autodiff;
