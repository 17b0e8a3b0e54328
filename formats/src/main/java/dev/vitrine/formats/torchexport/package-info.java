/**
 * Networks that {@code torch.export.save} wrote ({@code .pt2}) as ONNX graphs. To add an operator of ATen: one method in the file
 * of its family, one line in {@link dev.vitrine.formats.torchexport.AtenTable}, and one case in
 * {@code src/test/scripts/aten_operators.py}, whose result PyTorch gives.
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.torchexport;
