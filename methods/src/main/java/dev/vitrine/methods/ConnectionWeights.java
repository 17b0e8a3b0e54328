package dev.vitrine.methods;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.Optional;

/**
 * The weights of a convolution or matrix product as connections between input and output units.
 *
 * @param values in the order of the file
 * @param outputs units of the layer
 * @param inputs units that it reads
 * @param groups of a convolution; 1 for a matrix product
 * @param places of the kernel; 1 for a matrix product
 * @param inputsFirst whether the first axis of the weight tensor is the inputs
 */
record ConnectionWeights(float[] values, int outputs, int inputs, int groups, int places, boolean inputsFirst) {

    /** The weights of a node; empty where it has none that are fixed, or its second operand is no matrix. */
    static Optional<ConnectionWeights> of(Engine engine, Node node) {
        return node.input(1)
                .flatMap(w -> Weights.value(engine, w))
                .filter(w -> w.rank() >= 2 && (node.op().contains("Conv") || w.rank() == 2))
                .map(w -> of(node, w));
    }

    private static ConnectionWeights of(Node node, Tensor weights) {
        int groups = node.op().contains("Conv") ? (int) node.intAttribute("group", 1) : 1;
        int places = (int) (weights.elements() / weights.size(0) / weights.size(1));
        boolean inputsFirst = node.op().equals("ConvTranspose")
                || node.op().equals("MatMul")
                || (node.op().equals("Gemm") && node.intAttribute("transB", 0) == 0);
        int first = (int) weights.size(0);
        int second = (int) weights.size(1) * groups;
        return new ConnectionWeights(
                weights.floats(),
                inputsFirst ? second : first,
                inputsFirst ? first : second,
                groups,
                places,
                inputsFirst);
    }

    /** Root of the sum of squares, and mean, of some weights. */
    record Strength(double norm, double mean) {}

    /** All weights between an output unit and a run of input units; empty where they are in different groups. */
    Optional<Strength> between(int output, int input, int run) {
        double squares = 0;
        double sum = 0;
        int count = 0;
        int inputsEach = inputs / groups;
        int outputsEach = outputs / groups;
        for (int i = input; i < input + run; i++) {
            if (i / inputsEach == output / outputsEach) {
                int start = inputsFirst
                        ? (i * outputsEach + output % outputsEach) * places
                        : (output * inputsEach + i % inputsEach) * places;
                for (int p = start; p < start + places; p++) {
                    squares += (double) values[p] * values[p];
                    sum += values[p];
                    count++;
                }
            }
        }
        return count == 0 ? Optional.empty() : Optional.of(new Strength(Math.sqrt(squares), sum / count));
    }
}
