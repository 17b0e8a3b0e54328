package dev.vitrine.formats.nhwc;

import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A tensor of the file.
 *
 * @param tensor the name of the ONNX tensor that holds it; of a weight, its name in the file
 * @param rank the number of axes, or -1 where it is unknown
 * @param order which axis of the value each axis of the ONNX tensor is; empty where they are the same
 * @param weight what it is, where it stands in the file
 */
public record Value(String tensor, int rank, List<Integer> order, Optional<Weight> weight) {

    /**
     * A constant of the file in its own order of axes.
     *
     * @param stored the elements as they lie in the file
     * @param decoding how they become the value; empty where they are it
     */
    public record Weight(Tensor stored, Optional<Decoding> decoding) {}

    /** Writes the nodes that make a weight's value of its stored elements. */
    public interface Decoding {
        /**
         * @param stored the ONNX tensor of the stored elements
         * @param order which axis of the weight each axis of that tensor is
         * @return the ONNX tensor of the value
         */
        String decode(String stored, List<Integer> order);
    }

    public Value {
        order = order.equals(natural(order.size())) ? List.of() : List.copyOf(order);
    }

    /** A value held in its own order of axes. */
    public static Value plain(String tensor, int rank) {
        return new Value(tensor, rank, List.of(), Optional.empty());
    }

    /** A value of known rank held in some order of axes. */
    static Value held(String tensor, List<Integer> order) {
        return new Value(tensor, order.size(), order, Optional.empty());
    }

    static List<Integer> natural(int rank) {
        return IntStream.range(0, Math.max(0, rank)).boxed().toList();
    }

    /** The order that takes the channels, last in the file, behind the batch. */
    static List<Integer> channelsFirst(int rank) {
        return IntStream.range(0, rank)
                .map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1)
                .boxed()
                .toList();
    }

    /** Whether the ONNX tensor has the channels behind the batch, and the file has them last. */
    public boolean isChannelsFirst() {
        return !isPlain() && order.equals(channelsFirst(rank));
    }

    /** The value, where it is known before running. */
    public Optional<Tensor> constant() {
        return weight.filter(w -> w.decoding().isEmpty()).map(Weight::stored);
    }

    boolean isPlain() {
        return order.isEmpty();
    }

    /** The order of axes, written out. */
    List<Integer> axes() {
        return isPlain() ? natural(rank) : order;
    }

    /** An axis of the value, which may count from the end, counted from the start. */
    int own(long axis) {
        return Math.toIntExact(axis < 0 && rank >= 0 ? axis + rank : axis);
    }

    /** Where an axis of the value is in the ONNX tensor. */
    int held(long axis) {
        return isPlain() ? own(axis) : order.indexOf(own(axis));
    }
}
