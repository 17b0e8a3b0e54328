package dev.vitrine.autodiff;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is differentiated. {@code output} names an output of the model; empty for the first one of floating type. */
public sealed interface Target {

    /** The output meant, where one is named. */
    Optional<String> output();

    /** The value of a class before the final softmax or sigmoid, summed over positions where there are several. */
    record Logit(Optional<String> output, long classIndex) implements Target {}

    /** The value of a class as the model gives it. */
    record Probability(Optional<String> output, long classIndex) implements Target {}

    /** How much the logit of one class exceeds that of another: why this and not that? */
    record Difference(Optional<String> output, long classIndex, long other) implements Target {}

    /**
     * Elements of any tensor.
     *
     * @param tensor the tensor's name
     * @param indices one per axis; {@link #ALL} sums over an axis; the batch axis must be {@code ALL}
     */
    record Element(String tensor, List<Long> indices) implements Target {
        public Element {
            indices = List.copyOf(indices);
        }

        @Override
        public Optional<String> output() {
            return Optional.of(tensor);
        }
    }

    /**
     * A weighted sum of the elements of a tensor, such as the mean over some of them.
     *
     * @param tensor the tensor's name
     * @param weights one per element of a sample, in the tensor's order
     */
    record Weighted(String tensor, Tensor weights) implements Target {
        @Override
        public Optional<String> output() {
            return Optional.of(tensor);
        }
    }

    /**
     * The product of two different elements of a tensor, such as objectness and class of a detector's box.
     *
     * @param tensor the tensor's name
     * @param first one index per axis, as in {@link Element}
     * @param second likewise
     */
    record Product(String tensor, List<Long> first, List<Long> second) implements Target {
        public Product {
            first = List.copyOf(first);
            second = List.copyOf(second);
            if (first.equals(second)) {
                throw new IllegalArgumentException("the square of one element " + first);
            }
        }

        @Override
        public Optional<String> output() {
            return Optional.of(tensor);
        }
    }

    /** A loss against the input {@link Gradient#LABEL}, the mean over the batch. */
    record Loss(Optional<String> output, Kind kind) implements Target {
        /** Which loss. */
        public enum Kind {
            /** {@code -sum(label * log softmax(logits))} over classes; the label holds class probabilities, such as one-hot rows. */
            CROSS_ENTROPY,
            /** {@code softplus(z) - label * z} over logits z, the mean over all elements; the label holds values 0..1. */
            BINARY_CROSS_ENTROPY,
            /** {@code (output - label)^2}, the mean over all elements. */
            MEAN_SQUARED_ERROR
        }
    }

    /** Every element of an axis, summed. */
    long ALL = Long.MIN_VALUE;

    static Target logit(long classIndex) {
        return new Logit(Optional.empty(), classIndex);
    }

    static Target probability(long classIndex) {
        return new Probability(Optional.empty(), classIndex);
    }

    static Target difference(long classIndex, long other) {
        return new Difference(Optional.empty(), classIndex, other);
    }

    static Target element(String tensor, Long... indices) {
        return new Element(tensor, List.of(indices));
    }

    static Target loss(Loss.Kind kind) {
        return new Loss(Optional.empty(), kind);
    }

    /** Whether the value before a final softmax or sigmoid is meant. */
    default boolean beforeSoftmax() {
        return this instanceof Logit
                || this instanceof Difference
                || (this instanceof Loss loss && loss.kind() != Loss.Kind.MEAN_SQUARED_ERROR);
    }

    /**
     * The weights of the target tensor's elements.
     *
     * @param sizes the tensor's sizes; the batch dimension may have any size
     * @param classAxis the axis of classes; not used by {@link Element}
     * @return a float32 tensor of those sizes with batch dimension 1 (a scalar stays a scalar)
     * @throws InputException if a class or index is not there
     */
    default Tensor seed(long[] sizes, int classAxis) {
        var shape = sizes.clone();
        if (shape.length > 1) {
            shape[0] = 1;
        }
        var values = new float[Math.toIntExact(Tensor.count(shape))];
        if (this instanceof Logit t) {
            mark(values, shape, classAxis, t.classIndex(), 1);
        } else if (this instanceof Probability t) {
            mark(values, shape, classAxis, t.classIndex(), 1);
        } else if (this instanceof Difference t) {
            mark(values, shape, classAxis, t.classIndex(), 1);
            mark(values, shape, classAxis, t.other(), -1);
        } else if (this instanceof Element t) {
            markElement(t, values, shape);
        } else if (this instanceof Product t) {
            markElement(new Element(t.tensor(), t.first()), values, shape);
            markElement(new Element(t.tensor(), t.second()), values, shape);
        } else if (this instanceof Weighted t) {
            if (t.weights().elements() != values.length) {
                throw InputException.of(
                        "autodiff.weights-size",
                        "tensor",
                        t.tensor(),
                        "given",
                        t.weights().elements(),
                        "size",
                        values.length);
            }
            return Tensor.of(t.weights().floats(), shape);
        } else {
            Arrays.fill(values, 1);
        }
        return Tensor.of(values, shape);
    }

    /**
     * The target's value, summed over samples.
     *
     * @param values the target tensor's elements, one sample after another
     * @param seed the {@link #seed} of one sample
     */
    default double value(double[] values, float[] seed) {
        double total = 0;
        for (int start = 0; start < values.length; start += seed.length) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < seed.length; i++) {
                double part = values[start + i] * seed[i];
                sum += part;
                squares += part * part;
            }
            // The product of two is half of what the square of their sum has beyond their squares.
            total += this instanceof Product ? (sum * sum - squares) / 2 : sum;
        }
        return total;
    }

    private static void mark(float[] values, long[] shape, int axis, long index, float weight) {
        long classes = shape.length == 0 ? 1 : shape[axis];
        if (index < 0 || index >= classes) {
            throw InputException.of("autodiff.no-class", "index", index, "classes", classes);
        }
        long inner = Tensor.count(Arrays.copyOfRange(shape, Math.min(axis + 1, shape.length), shape.length));
        for (int i = 0; i < values.length; i++) {
            if (i / inner % classes == index) {
                values[i] += weight;
            }
        }
    }

    private static void markElement(Element target, float[] values, long[] shape) {
        var indices = target.indices();
        if (indices.size() != shape.length) {
            throw InputException.of(
                    "autodiff.element-rank", "tensor", target.tensor(), "given", indices.size(), "rank", shape.length);
        }
        for (int axis = 0; axis < shape.length; axis++) {
            long index = indices.get(axis);
            if (index != ALL && (index < -shape[axis] || index >= shape[axis])) {
                throw InputException.of(
                        "autodiff.element-index",
                        "tensor",
                        target.tensor(),
                        "axis",
                        axis,
                        "index",
                        index,
                        "size",
                        shape[axis]);
            }
        }
        for (int i = 0; i < values.length; i++) {
            long rest = i;
            boolean chosen = true;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                long index = indices.get(axis);
                chosen &= index == ALL || rest % shape[axis] == Math.floorMod(index, shape[axis]);
                rest /= shape[axis];
            }
            if (chosen) {
                values[i] = 1;
            }
        }
    }
}
