package dev.vitrine.methods;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Axis;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Chart;
import dev.vitrine.artifact.Mark;
import dev.vitrine.artifact.Result;
import dev.vitrine.artifact.Table;
import dev.vitrine.methods.Card.Parameter;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How much the units of a layer change from input to input of a folder, and how much each prefers one class.
 *
 * <p>Selectivity is {@code (m - o) / (|m| + |o|)}, {@code m} the highest mean of a class and {@code o} the mean of the means of
 * all other classes: 0 for a unit that knows no class, 1 for one that answers to a single class. For values that are not
 * negative this is the class selectivity of Morcos et al. 2018.
 */
public final class Sensitivity implements Method {
    private static final double EPSILON = 1e-12;

    @Override
    public Card card() {
        return Card.of(
                        "sensitivity",
                        Card.Question.HEALTH,
                        Set.of(Card.Need.FOLDER, Card.Need.LAYER),
                        Parameter.text("layer", ""),
                        Parameter.choice("chart", "bars", "bars", "scatter"),
                        Parameter.choice("sort", "std", "std", "variation", "selectivity", "mean", "unit"),
                        Parameter.number("top", 20, 1, 100_000),
                        Parameter.choice("projection", "pca", "none", "pca").when("chart", "scatter"),
                        Parameter.text("units", "").when("chart", "scatter"),
                        Parameter.choice("colour", "class", "class", "prediction"))
                .from(
                        "Morcos et al. 2018, On the importance of single directions for generalization, ICLR, arXiv:1803.06959");
    }

    /**
     * One unit over the folder.
     *
     * @param std population standard deviation
     * @param variation {@code std / |mean|}; empty where the mean is zero
     * @param selectivity 0 to 1 for values that are not negative; empty where fewer than two classes are known
     * @param preferred the class with the highest mean
     */
    public record UnitSensitivity(
            int unit,
            double mean,
            double std,
            Optional<Double> variation,
            Optional<Double> selectivity,
            Optional<String> preferred) {}

    @Override
    public Result look(Look look, Options options) {
        var tensor = look.layers()
                .tensor(options.given("layer").orElseThrow(() -> InputException.of("activations.needs-layer")));
        var folder = FolderUnits.of(look, tensor);
        if (folder.inputs() < 2) {
            throw InputException.of("sensitivity.one-input");
        }
        var grouping = folder.grouped(options.text("colour"));
        var all = new ArrayList<UnitSensitivity>();
        for (int u = 0; u < folder.units(); u++) {
            all.add(of(u, folder.unit(u), grouping));
        }
        var ranked = new ArrayList<>(all);
        ranked.sort(order(options.text("sort")));
        var shown = ranked.subList(0, Math.min(options.integer("top"), ranked.size()));
        var artifact = options.text("chart").equals("scatter")
                ? scatter(tensor, folder, options)
                : Board.of(Text.of("sensitivity.title"), List.<Artifact>of(bars(tensor, shown, options), table(shown)));
        return new Result(artifact, readings(folder, all, grouping), java.util.Map.of(), java.util.Map.of())
                .data("means", Tensor.of(folder.means(), folder.inputs(), folder.units()))
                .fact("inputs", folder.inputs())
                .fact("classes", grouping.names())
                .fact("sensitivity", ranked.stream().map(Sensitivity::fact).toList());
    }

    static UnitSensitivity of(int unit, double[] values, FolderUnits.Grouping grouping) {
        double mean = Arrays.stream(values).average().orElse(0);
        double std = Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0));
        Optional<Double> variation = Math.abs(mean) > EPSILON ? Optional.of(std / Math.abs(mean)) : Optional.empty();
        int classes = grouping.names().size();
        if (classes < 2) {
            return new UnitSensitivity(unit, mean, std, variation, Optional.empty(), Optional.empty());
        }
        var sums = new double[classes];
        var counts = new int[classes];
        for (int i = 0; i < values.length; i++) {
            if (grouping.of()[i] >= 0) {
                sums[grouping.of()[i]] += values[i];
                counts[grouping.of()[i]]++;
            }
        }
        int best = 0;
        double total = 0;
        for (int c = 0; c < classes; c++) {
            sums[c] /= counts[c];
            total += sums[c];
            best = sums[c] > sums[best] ? c : best;
        }
        double others = (total - sums[best]) / (classes - 1);
        double selectivity = (sums[best] - others) / (Math.abs(sums[best]) + Math.abs(others) + EPSILON);
        return new UnitSensitivity(
                unit,
                mean,
                std,
                variation,
                Optional.of(selectivity),
                Optional.of(grouping.names().get(best)));
    }

    private static Comparator<UnitSensitivity> order(String sort) {
        return switch (sort) {
            case "unit" -> Comparator.comparingInt(UnitSensitivity::unit);
            case "mean" -> Comparator.comparingDouble(u -> -u.mean());
            case "variation" -> Comparator.comparingDouble(u -> -u.variation().orElse(-1.0));
            case "selectivity" ->
                Comparator.comparingDouble(u -> -u.selectivity().orElse(-1.0));
            default -> Comparator.comparingDouble(u -> -u.std());
        };
    }

    private static Chart bars(String tensor, List<UnitSensitivity> shown, Options options) {
        var sort = options.text("sort").equals("unit") ? "std" : options.text("sort");
        var lengths = shown.stream()
                .mapToDouble(u -> switch (sort) {
                    case "mean" -> u.mean();
                    case "variation" -> u.variation().orElse(Double.NaN);
                    case "selectivity" -> u.selectivity().orElse(Double.NaN);
                    default -> u.std();
                })
                .toArray();
        return Chart.of(
                Text.of("sensitivity.chart", "layer", tensor),
                Axis.linear(Text.of("sensitivity." + sort)),
                Axis.categories(
                        Text.of("sensitivity.unit"),
                        shown.stream()
                                .map(u -> Text.plain(Integer.toString(u.unit())))
                                .toList()),
                Mark.Bars.lying(lengths));
    }

    private static Table table(List<UnitSensitivity> shown) {
        return new Table(
                Text.of("sensitivity.table"),
                List.of(
                        new Table.Column(Text.of("sensitivity.unit"), Table.Kind.COUNT),
                        new Table.Column(Text.of("sensitivity.mean"), Table.Kind.NUMBER),
                        new Table.Column(Text.of("sensitivity.std"), Table.Kind.NUMBER),
                        new Table.Column(Text.of("sensitivity.variation"), Table.Kind.NUMBER),
                        new Table.Column(Text.of("sensitivity.selectivity"), Table.Kind.NUMBER),
                        new Table.Column(Text.of("sensitivity.preferred"), Table.Kind.TEXT)),
                shown.stream()
                        .map(u -> List.<Object>of(
                                u.unit(),
                                u.mean(),
                                u.std(),
                                u.variation().map(v -> (Object) v).orElse(Table.NONE),
                                u.selectivity().map(v -> (Object) v).orElse(Table.NONE),
                                u.preferred().map(v -> (Object) v).orElse(Table.NONE)))
                        .toList());
    }

    private static Artifact scatter(String tensor, FolderUnits folder, Options options) {
        return UnitScatter.of(
                        folder.means(),
                        folder.inputs(),
                        folder.units(),
                        options.text("projection"),
                        options.text("units"))
                .chart(Text.of("activations.scatter-folder", "layer", tensor), folder, options.text("colour"));
    }

    private static List<Text> readings(FolderUnits folder, List<UnitSensitivity> all, FolderUnits.Grouping grouping) {
        var readings = new ArrayList<Text>();
        var most = all.stream()
                .max(Comparator.comparingDouble(UnitSensitivity::std))
                .orElseThrow();
        long still = all.stream()
                .filter(u -> u.std() <= 1e-6 * Math.max(Math.abs(u.mean()), EPSILON))
                .count();
        readings.add(Text.of(
                "sensitivity.most",
                "unit",
                most.unit(),
                "std",
                most.std(),
                "mean",
                most.mean(),
                "inputs",
                folder.inputs()));
        readings.add(
                still == 0
                        ? Text.of("sensitivity.none-still", "units", all.size())
                        : Text.of("sensitivity.still", "still", still, "units", all.size()));
        all.stream()
                .filter(u -> u.selectivity().isPresent())
                .max(Comparator.comparingDouble(u -> u.selectivity().orElse(0.0)))
                .ifPresentOrElse(
                        u -> readings.add(Text.of(
                                "sensitivity.selective",
                                "unit",
                                u.unit(),
                                "class",
                                u.preferred().orElse(""),
                                "selectivity",
                                u.selectivity().orElse(0.0),
                                "classes",
                                grouping.names().size())),
                        () -> readings.add(Text.of("sensitivity.no-classes")));
        return readings;
    }

    private static Object fact(UnitSensitivity unit) {
        var fact = new LinkedHashMap<String, Object>();
        fact.put("unit", unit.unit());
        fact.put("mean", unit.mean());
        fact.put("std", unit.std());
        fact.put("variation", unit.variation());
        fact.put("selectivity", unit.selectivity());
        fact.put("preferred", unit.preferred());
        return fact;
    }
}
