package dev.vitrine.autodiff;

/**
 * How a gradient passes through one operator: from what is known of its outputs to what its inputs get.
 *
 * <pre>
 *   forward    x ──► op ──► y
 *   backward   give(0) ◄── rule ◄── dy()
 * </pre>
 */
@FunctionalInterface
public interface Rule {
    /**
     * Appends nodes and gives each input that {@linkplain Backward#wants wants} one a gradient of the input's own shape. An input
     * that is given nothing has gradient zero.
     *
     * @throws dev.vitrine.words.InputException if this use of the operator cannot be differentiated; says why
     */
    void backward(Backward b);
}
