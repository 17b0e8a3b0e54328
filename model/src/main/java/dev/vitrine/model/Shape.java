package dev.vitrine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shape of a tensor whose rank is known; each dimension is a number, a name or honestly unknown. A tensor of unknown
 * rank has no shape at all ({@code Optional.empty()} where one is asked for).
 */
public record Shape(List<Dim> dims) {

    /** One dimension. */
    public sealed interface Dim {
        /** A fixed size, 0 or more. */
        record Known(long size) implements Dim {
            @Override
            public String toString() {
                return Long.toString(size);
            }
        }

        /** A size that the model names, such as {@code batch}. */
        record Symbol(String name) implements Dim {
            @Override
            public String toString() {
                return name;
            }
        }

        /** A size that nobody named. */
        record Unknown() implements Dim {
            @Override
            public String toString() {
                return "?";
            }
        }
    }

    public Shape {
        dims = List.copyOf(dims);
    }

    /** A shape of fixed sizes; a negative size is unknown. */
    public static Shape of(long... sizes) {
        var dims = new ArrayList<Dim>(sizes.length);
        for (long size : sizes) {
            dims.add(size < 0 ? new Dim.Unknown() : new Dim.Known(size));
        }
        return new Shape(dims);
    }

    public int rank() {
        return dims.size();
    }

    /** The size of one dimension, or -1 where it is not a number. Negative axes count from the end. */
    public long size(int axis) {
        return dims.get(axis < 0 ? axis + rank() : axis) instanceof Dim.Known known ? known.size() : -1;
    }

    public boolean isStatic() {
        return dims.stream().allMatch(Dim.Known.class::isInstance);
    }

    /** All sizes, where every one is a number. */
    public Optional<long[]> sizes() {
        return isStatic()
                ? Optional.of(
                        dims.stream().mapToLong(d -> ((Dim.Known) d).size()).toArray())
                : Optional.empty();
    }

    /** The number of elements, where every size is a number and the product fits a long. */
    public Optional<Long> elements() {
        try {
            return sizes().map(Tensor::count);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Sizes with a mark between them, such as {@code 1x3x224x224}; {@code scalar} for rank 0. */
    @Override
    public String toString() {
        return dims.isEmpty() ? "scalar" : dims.stream().map(Dim::toString).collect(Collectors.joining("x"));
    }
}
