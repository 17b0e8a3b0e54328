package dev.vitrine.methods;

import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much a loss depends on the weights being there at all: the mean over inputs of {@code |sum of w * dL/dw|}, per weight tensor
 * and per output channel; a channel's weights are its part of the weight tensor and its bias, which go together when it is
 * removed. To first order this is how much the loss of one input changes when the weights are set to zero
 * (Molchanov et al. 2019, Importance Estimation for Neural Network Pruning, arXiv:1906.10771, with the absolute value per
 * input).
 *
 * @param inputs how many inputs the means are over
 * @param loss the mean loss
 * @param tensors per weight tensor
 * @param channels per weight tensor of two or more dimensions, per output channel
 */
record Importance(int inputs, double loss, Map<String, Double> tensors, Map<String, double[]> channels) {
    private static final Set<String> STATISTICS_OF = Set.of("BatchNormalization");

    /** Over the folder where there is one, else for the one input. */
    static Importance of(Look look, Objective objective) {
        var graph = look.graph();
        var inputs = look.folder().orElseGet(() -> List.of(new Look.Example("", look.input(), objective.label())));
        var weights = objective.reached(look, weights(graph));
        var gradient = objective.by(
                look.given().isPresent() ? look : look.with(inputs.get(0).given()), weights);
        var tensors = new LinkedHashMap<String, Double>();
        var channels = new LinkedHashMap<String, double[]>();
        double loss = 0;
        int done = 0;
        for (var example : inputs) {
            look.progress().at(done++, inputs.size());
            var one = look.with(example.given());
            var truth = Objective.truth(one, gradient, example.label());
            var at = gradient.label(truth).at(example.given().tensors());
            loss += at.score();
            var products = new LinkedHashMap<String, double[]>();
            for (var name : weights) {
                var weight = Optional.ofNullable(graph.initializers().get(name)).orElseThrow();
                products.put(name, products(weight, at.gradient(name), channelAxis(graph, name, weight)));
            }
            products.forEach((name, parts) -> {
                var bias = bias(graph, name)
                        .map(b -> products.getOrDefault(b, new double[0]))
                        .filter(b -> b.length == parts.length);
                double whole = 0;
                var sum = channels.computeIfAbsent(name, n -> new double[parts.length]);
                for (int c = 0; c < parts.length; c++) {
                    int channel = c;
                    whole += parts[c];
                    sum[c] += Math.abs(parts[c] + bias.map(b -> b[channel]).orElse(0.0)) / inputs.size();
                }
                tensors.merge(name, Math.abs(whole) / inputs.size(), Double::sum);
            });
        }
        channels.keySet()
                .removeIf(name -> Optional.ofNullable(graph.initializers().get(name))
                        .filter(t -> t.rank() < 2)
                        .isPresent());
        return new Importance(inputs.size(), loss / inputs.size(), tensors, channels);
    }

    /** Initializers of floats that are trained: no constants of arithmetic, no running statistics. */
    private static List<String> weights(Graph graph) {
        var all = new ArrayList<String>();
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.type().isFloating()
                    && tensor.rank() > 0
                    && graph.consumers(name).stream().noneMatch(n -> isStatistic(n, name))) {
                all.add(name);
            }
        });
        return all;
    }

    private static boolean isStatistic(Node node, String name) {
        return STATISTICS_OF.contains(node.op()) && node.inputs().indexOf(name) >= 3;
    }

    /** The bias that is added to the channels of a weight tensor: the node's own, or that of an addition after a product. */
    private static Optional<String> bias(Graph graph, String weight) {
        var reader = graph.consumers(weight).stream().findFirst();
        if (reader.filter(n -> n.is("MatMul")).isEmpty()) {
            return reader.flatMap(n -> n.input(2)).filter(b -> !b.equals(weight));
        }
        return reader.flatMap(n -> n.output(0)).stream()
                .flatMap(o -> graph.consumers(o).stream())
                .filter(n -> n.is("Add"))
                .flatMap(n -> n.inputs().stream())
                .filter(graph.initializers()::containsKey)
                .findFirst();
    }

    /** The axis along which a weight tensor's output channels lie. */
    static int channelAxis(Graph graph, String name, Tensor weight) {
        if (weight.rank() < 2) {
            return 0;
        }
        var reader = graph.consumers(name).stream().findFirst();
        var op = reader.map(Node::op).orElse("");
        return switch (op) {
            case "ConvTranspose" -> 1;
            case "Gemm" -> reader.map(n -> n.intAttribute("transB", 0)).orElse(0L) == 1 ? 0 : 1;
            case "MatMul" -> weight.rank() - 1;
            default -> 0;
        };
    }

    /** The sum of {@code w * dL/dw} for every index of an axis. */
    private static double[] products(Tensor weight, Tensor gradient, int axis) {
        var w = weight.floats();
        var g = gradient.floats();
        int channels = (int) weight.size(axis);
        int inner = 1;
        for (int a = axis + 1; a < weight.rank(); a++) {
            inner *= (int) weight.size(a);
        }
        var sums = new double[channels];
        for (int i = 0; i < w.length; i++) {
            sums[i / inner % channels] += (double) w[i] * g[i];
        }
        return sums;
    }
}
