package dev.vitrine.methods;

import dev.vitrine.data.Sidecar;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models that only move their input {@code x} to their outputs, so that a test decides what the outputs are. */
final class RawOutputs {
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private String last = "x";

    RawOutputs then(Node node) {
        nodes.add(node.withInputs(List.of(last)).withOutputs(List.of("t" + nodes.size())));
        last = "t" + (nodes.size() - 1);
        return this;
    }

    RawOutputs then(String op) {
        return then(Node.of(op, op, List.of(), List.of()));
    }

    RawOutputs transpose(long... perm) {
        return then(Node.of("", "Transpose", List.of(), List.of()).with("perm", perm));
    }

    /** What came out last, in another shape, under a name. */
    RawOutputs output(String name, long... sizes) {
        nodes.add(Node.of("", "Reshape", List.of(last, "shape-of-" + name), List.of(name)));
        outputs.add(name + Arrays.toString(sizes));
        return this;
    }

    Look on(Tensor x, Sidecar.Head head, String... labels) {
        return on(x, Optional.of(head), labels);
    }

    Look on(Tensor x, Optional<Sidecar.Head> head, String... labels) {
        var weights = new java.util.LinkedHashMap<String, Tensor>();
        var values = new ArrayList<Graph.Value>();
        for (var output : outputs) {
            var name = output.substring(0, output.indexOf('['));
            var sizes = Arrays.stream(output.substring(name.length() + 1, output.length() - 1)
                            .split(", "))
                    .mapToLong(Long::parseLong)
                    .toArray();
            weights.put("shape-of-" + name, Tensor.of(sizes, sizes.length));
            values.add(new Graph.Value(name, TensorType.UNKNOWN));
        }
        var graph = new Graph(
                "raw",
                nodes,
                weights,
                List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, x.sizes()))),
                values,
                Map.of());
        var sidecar = head.map(h -> new Sidecar(
                Path.of("raw.vitrine.yaml"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.of(h),
                Map.of(),
                Optional.empty()));
        return Look.at(Engine.of(Model.of(graph, 17), 1))
                .with(Look.Given.of(Map.of("x", x)))
                .with(List.of(labels))
                .knowing(sidecar);
    }

    static Sidecar.Head head(Sidecar.Kind kind, double threshold, Integer... strides) {
        return new Sidecar.Head(kind, Map.of(), List.of(strides), Optional.of(threshold), Optional.of(0.5));
    }

    static float[] gradient(Look look, String target) {
        var result = new Gradients().look(look, Map.of("target", target));
        return result.data().values().iterator().next().floats();
    }
}
