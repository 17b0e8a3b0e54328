package dev.vitrine.artifact;

/**
 * A matrix inside a larger array: row-major, {@code rows * columns} values from {@code offset}. Nothing is copied, so that a
 * layer of 512 maps is one array and 512 planes. Whoever makes a plane must not change the array afterwards.
 */
public record Plane(float[] values, int offset, int rows, int columns) {
    public Plane {
        if (rows < 0 || columns < 0 || offset < 0 || offset + (long) rows * columns > values.length) {
            throw new IllegalArgumentException(
                    "%d x %d values from %d do not fit in %d".formatted(rows, columns, offset, values.length));
        }
    }

    /** A matrix that fills its array. */
    public static Plane of(float[] values, int rows, int columns) {
        return new Plane(values, 0, rows, columns);
    }

    public float at(int row, int column) {
        return values[offset + row * columns + column];
    }

    public int count() {
        return rows * columns;
    }
}
