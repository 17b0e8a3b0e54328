package dev.vitrine.methods;

import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.List;

/**
 * Points in the space of a layer's units, drawn in two dimensions: two units, or the two principal axes of all.
 *
 * @param x one value per point
 * @param y one value per point
 * @param reading what the two directions are
 */
record UnitScatter(double[] x, double[] y, Axis xAxis, Axis yAxis, Text reading) {

    /**
     * @param values point after point, a value per unit
     * @param projection {@code pca} or {@code none}
     * @param pairOfUnits two units, as {@code A,B}, for {@code none}
     */
    static UnitScatter of(float[] values, int points, int units, String projection, String pairOfUnits) {
        if (projection.equals("pca")) {
            return principal(values, points, units);
        }
        var pair = pairOfUnits.strip().split("\\s*,\\s*", -1);
        if (pair.length != 2) {
            throw InputException.of("activations.two-units", "units", pairOfUnits, "last", units - 1);
        }
        int a = unit(pair[0], units);
        int b = unit(pair[1], units);
        var x = new double[points];
        var y = new double[points];
        for (int p = 0; p < points; p++) {
            x[p] = values[p * units + a];
            y[p] = values[p * units + b];
        }
        return new UnitScatter(
                x,
                y,
                Axis.linear(Text.of("activations.unit-axis", "unit", a)),
                Axis.linear(Text.of("activations.unit-axis", "unit", b)),
                Text.of("activations.correlation", "a", a, "b", b, "r", correlation(x, y)));
    }

    private static UnitScatter principal(float[] values, int points, int units) {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                throw InputException.of("activations.not-finite");
            }
        }
        var axes = PrincipalAxes.of(values, points, units, 2);
        double first = 100 * axes.share(0);
        double second = 100 * axes.share(1);
        return new UnitScatter(
                axes.scores()[0],
                axes.scores()[1],
                Axis.linear(Text.of("activations.component-axis", "number", 1, "percent", first)),
                Axis.linear(Text.of("activations.component-axis", "number", 2, "percent", second)),
                Text.of(
                        "activations.components",
                        "first",
                        first,
                        "second",
                        second,
                        "both",
                        first + second,
                        "units",
                        units));
    }

    private static int unit(String text, int units) {
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) < units) {
            return Integer.parseInt(text);
        }
        throw InputException.of("activations.two-units", "units", text, "last", units - 1);
    }

    /** Pearson's; 0 where one of the two does not vary. */
    static double correlation(double[] x, double[] y) {
        double meanX = java.util.Arrays.stream(x).average().orElse(0);
        double meanY = java.util.Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
    }

    Chart chart(Text title, int[] classes, List<Text> names, List<Text> labels) {
        return Chart.of(title, xAxis, yAxis, new Mark.Points(x, y, classes, names, labels));
    }

    /** A chart of the inputs of a folder, coloured where the class of each is known. */
    Chart chart(Text title, FolderUnits folder, String colour) {
        var grouping = folder.grouped(colour);
        var labels = folder.names().stream().map(Text::plain).toList();
        return grouping.complete()
                ? chart(
                        title,
                        grouping.of(),
                        grouping.names().stream().map(Text::plain).toList(),
                        labels)
                : chart(title, new int[0], List.of(), labels);
    }
}
