package dev.vitrine.formats.tflite;

import dev.vitrine.formats.nhwc.NhwcGraph;
import dev.vitrine.formats.nhwc.Operations;
import dev.vitrine.formats.nhwc.Value;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * How the interpreter rounds a result to its codes, where it is not to the nearest.
 *
 * <p>A sum of products is multiplied by M = m 2^-s, m in [1/2, 1), in two steps that each round: by m to a whole number, then by 2^-s,
 * halves up (gemmlowp's {@code SaturatingRoundingDoublingHighMul} and a shift). So all that lies within 2^-(s+1) of a step below
 * a half is rounded up too: here as much is added, and it is rounded once. Without it one value in 250 differs by a step, and
 * deep networks amplify that.
 *
 * <p>An average of codes has true halves, which are rounded away from zero as codes.
 */
final class Rounding {
    private final NhwcGraph g;
    private final Operations ops;

    Rounding(NhwcGraph g, Operations ops) {
        this.g = g;
        this.ops = ops;
    }

    /**
     * A result that leans as the interpreter rounds it.
     *
     * @param inputs how the operator's inputs are quantised
     * @param q how its result is
     * @param window how many codes are averaged, of a pool
     */
    Value lean(String op, List<Optional<Quantisation>> inputs, Quantisation q, long window, Value y) {
        return switch (op) {
            case "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED" -> twice(inputs, 0, 1, q, y);
            case "TRANSPOSE_CONV" -> twice(inputs, 2, 1, q, y);
            case "MUL" -> twice(inputs, 0, 1, q, y);
            case "QUANTIZE" -> inputs.get(0).isPresent() ? twice(inputs, 0, 0, q, y) : y;
            case "AVERAGE_POOL_2D" -> average(q, window, y);
            default -> y;
        };
    }

    private Value twice(List<Optional<Quantisation>> inputs, int first, int second, Quantisation q, Value y) {
        if (inputs.size() <= Math.max(first, second)
                || inputs.get(first).isEmpty()
                || inputs.get(second).isEmpty()) {
            return y;
        }
        float own = inputs.get(first).get().scales()[0];
        var others =
                first == second ? new float[] {1} : inputs.get(second).get().scales();
        var amounts = new float[others.length];
        for (int i = 0; i < amounts.length; i++) {
            double factor = (double) own * others[i] / q.scales()[0];
            // Math.getExponent is for a mantissa in [1, 2).
            int shift = -(Math.getExponent(factor) + 1);
            amounts[i] = shift > 0 ? (float) Math.scalb(q.scales()[0], -(shift + 1)) : 0;
        }
        var amount = g.constant(y.tensor() + "/rounding", Tensor.of(amounts, amounts.length));
        return ops.together("Add", y, amount);
    }

    private Value average(Quantisation q, long window, Value y) {
        float amount = q.scales()[0] / (4 * Math.max(1, window));
        if (q.type() == DataType.UINT8) {
            return ops.together("Add", y, ops.number(amount));
        }
        float codeZero = -q.zeroPoints()[0] * q.scales()[0];
        var side = ops.each("Sign", ops.together("Sub", y, ops.number(codeZero)));
        return ops.together("Add", y, ops.together("Mul", side, ops.number(amount)));
    }
}
