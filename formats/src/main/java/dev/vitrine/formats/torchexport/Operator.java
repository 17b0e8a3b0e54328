package dev.vitrine.formats.torchexport;

/** How one operator of ATen is said in ONNX. */
@FunctionalInterface
interface Operator {

    /**
     * Emits nodes that make the outputs of a call.
     *
     * @throws Unexpressed if this use of the operator has no counterpart
     */
    void write(Call call);

    /** A use of an operator that is not expressed; the call is shown and not run. */
    final class Unexpressed extends RuntimeException {
        Unexpressed(String what) {
            super(what, null, false, false);
        }
    }
}
