package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;
import java.util.Optional;

/**
 * What stands in a chart. A mark with a name has a place in the legend. Values that are not finite are left out: a line is
 * broken there. Arrays are not copied and must not be changed afterwards.
 */
public sealed interface Mark {

    /** A line through points, in the order given. */
    record Line(Optional<Text> name, double[] x, double[] y, boolean dashed) implements Mark {
        public Line {
            sameLength(x, y);
        }

        public static Line of(Text name, double[] x, double[] y) {
            return new Line(Optional.of(name), x, y, false);
        }
    }

    /** The area between two lines, such as mean minus and plus one standard deviation. */
    record Band(Optional<Text> name, double[] x, double[] low, double[] high) implements Mark {
        public Band {
            sameLength(x, low);
            sameLength(x, high);
        }
    }

    /**
     * Bars from zero: bar i spans {@code edges[2i]} to {@code edges[2i+1]} and is {@code values[i]} long.
     *
     * @param horizontal whether the bars lie: edges are on the y axis, lengths on the x axis
     */
    record Bars(Optional<Text> name, double[] edges, double[] values, boolean horizontal) implements Mark {
        public Bars {
            if (edges.length != 2 * values.length) {
                throw new IllegalArgumentException(edges.length + " edges of " + values.length + " bars");
            }
        }

        /** A histogram: bin i spans {@code edges[i]} to {@code edges[i+1]}. */
        public static Bars histogram(double[] edges, double[] counts) {
            if (edges.length != counts.length + 1) {
                throw new IllegalArgumentException(edges.length + " edges of " + counts.length + " bins");
            }
            var spans = new double[2 * counts.length];
            for (int i = 0; i < counts.length; i++) {
                spans[2 * i] = edges[i];
                spans[2 * i + 1] = edges[i + 1];
            }
            return new Bars(Optional.empty(), spans, counts, false);
        }

        /** One upright bar for each category 0, 1, 2, ... */
        public static Bars upright(double... values) {
            return new Bars(Optional.empty(), around(values.length), values, false);
        }

        /** One lying bar for each category 0, 1, 2, ... of the y axis: a ranking, the first at the top. */
        public static Bars lying(double... values) {
            return new Bars(Optional.empty(), around(values.length), values, true);
        }

        public Bars named(Text text) {
            return new Bars(Optional.of(text), edges, values, horizontal);
        }

        private static double[] around(int count) {
            var spans = new double[2 * count];
            for (int i = 0; i < count; i++) {
                spans[2 * i] = i - 0.4;
                spans[2 * i + 1] = i + 0.4;
            }
            return spans;
        }
    }

    /**
     * Dots.
     *
     * @param classes the class of each dot, an index of {@code names}; empty for one colour
     * @param names the names of the classes, for the legend
     * @param labels what each dot is, for its tooltip; empty for none
     */
    record Points(double[] x, double[] y, int[] classes, List<Text> names, List<Text> labels) implements Mark {
        public Points {
            sameLength(x, y);
            names = List.copyOf(names);
            labels = List.copyOf(labels);
            if ((classes.length > 0 && classes.length != x.length)
                    || (!labels.isEmpty() && labels.size() != x.length)) {
                throw new IllegalArgumentException(
                        "one class and one label for each of " + x.length + " points, or none");
            }
        }

        public static Points of(double[] x, double[] y) {
            return new Points(x, y, new int[0], List.of(), List.of());
        }
    }

    /** A straight reference line across the whole chart at one value, with its words beside it. */
    record Rule(Text label, double at, boolean horizontal) implements Mark {}

    /**
     * A matrix of coloured fields; row 0 of the plane is the first interval of the y axis, or the first category.
     *
     * @param xEdges the borders of the columns, one more than there are; empty to centre them on 0, 1, 2, ...
     * @param yEdges the borders of the rows, likewise
     * @param numbers whether values are written into the fields where there is room
     */
    record Cells(Plane plane, Scale scale, double[] xEdges, double[] yEdges, boolean numbers) implements Mark {
        public Cells {
            if ((xEdges.length > 0 && xEdges.length != plane.columns() + 1)
                    || (yEdges.length > 0 && yEdges.length != plane.rows() + 1)) {
                throw new IllegalArgumentException("one more edge than fields, or none");
            }
        }

        /** Fields centred on 0, 1, 2, ...: for category axes. */
        public static Cells of(Plane plane, Scale scale, boolean numbers) {
            return new Cells(plane, scale, new double[0], new double[0], numbers);
        }
    }

    private static void sameLength(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " and " + b.length + " values");
        }
    }
}
