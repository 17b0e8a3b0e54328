package dev.vitrine.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Types and shapes of every tensor of the main graph, from the runtime itself: an unoptimised session in which every node
 * output is an output without a type tells what it inferred.
 *
 * <p>Large weights become typed inputs, so that none is read. Nodes of domains that the runtime does not have are cut away and
 * what they made becomes an input where its type is declared; what cannot be known stays unknown. The runtime says the same
 * of a scalar and of an unknown rank; both stay unknown here unless the file declares a scalar.
 */
final class TypeInference {
    /** Those that the runtime has. */
    static final Set<String> DOMAINS = Set.of("", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc");

    private static final long LARGE = 4096;
    private static final int WINDOW = 6000;

    private TypeInference() {}

    /** Types, and what could not be found out and why. */
    record Result(TensorTypes types, List<Text> notes) {}

    static Result of(Model model) {
        var known = new LinkedHashMap<String, TensorType>(model.graph().declared());
        model.graph().outputs().forEach(v -> known.put(v.name(), v.type()));
        model.graph().inputs().forEach(v -> known.put(v.name(), v.type()));
        model.graph().initializers().forEach((n, t) -> known.put(n, t.tensorType()));
        var notes = new ArrayList<Text>();
        if (model.graph().isWeightsOnly()) {
            return new Result(new TensorTypes(known), notes);
        }
        try {
            var runnable = withoutUnknownDomains(model, known, notes);
            for (int start = 0; start == 0 || start < runnable.nodes().size(); start += WINDOW) {
                var part = window(runnable, start, known);
                try (var session = Session.of(model.withGraph(exposed(part)), Session.Purpose.TYPES, 1)) {
                    session.outputInfo().forEach((name, info) -> {
                        if (info.getInfo() instanceof TensorInfo tensor) {
                            known.merge(name, type(tensor), TypeInference::sharper);
                        }
                    });
                }
            }
        } catch (InputException e) {
            notes.add(Text.of("engine.types-unknown", "why", e.text()));
        }
        return new Result(new TensorTypes(known), notes);
    }

    /**
     * Some of the nodes, with what they read from others as typed inputs. The time that a session takes grows with the square of
     * its outputs (50 000: 7 s, in windows 2 s); usual models are one window.
     */
    private static Graph window(Graph graph, int start, Map<String, TensorType> known) {
        if (graph.nodes().size() <= WINDOW) {
            return graph;
        }
        var kept = new ArrayList<Node>();
        var inside = new HashSet<String>();
        var lost = new HashSet<String>();
        var read = new LinkedHashMap<String, Graph.Value>();
        var weights = new LinkedHashMap<String, Tensor>();
        for (var node : graph.nodes()
                .subList(start, Math.min(start + WINDOW, graph.nodes().size()))) {
            var types = new LinkedHashMap<String, TensorType>();
            for (var input : Graph.captured(node)) {
                var weight = graph.initializers().get(input);
                if (weight != null) {
                    weights.put(input, weight);
                } else if (!inside.contains(input)) {
                    types.put(input, known.getOrDefault(input, TensorType.UNKNOWN));
                }
            }
            boolean usable = types.values().stream().allMatch(t -> t.type().isPresent())
                    && node.inputs().stream().noneMatch(lost::contains);
            if (usable) {
                kept.add(node);
                inside.addAll(node.outputs());
                types.forEach((name, type) -> read.put(name, new Graph.Value(name, type)));
            } else {
                lost.addAll(node.outputs());
            }
        }
        return new Graph(graph.name(), kept, weights, List.copyOf(read.values()), List.of(), Map.of());
    }

    /** The runtime's word, except where it does not know and the file does. */
    private static TensorType sharper(TensorType declared, TensorType inferred) {
        var type = inferred.type().or(declared::type);
        if (inferred.shape().isEmpty() || inferred.shape().get().rank() == 0) {
            return new TensorType(type, declared.shape().or(inferred::shape));
        }
        if (declared.shape().isEmpty()
                || declared.shape().get().rank() != inferred.shape().get().rank()) {
            return new TensorType(type, inferred.shape());
        }
        var dims = new ArrayList<Shape.Dim>();
        for (int i = 0; i < inferred.shape().get().rank(); i++) {
            var own = inferred.shape().get().dims().get(i);
            dims.add(
                    own instanceof Shape.Dim.Unknown
                            ? declared.shape().get().dims().get(i)
                            : own);
        }
        return new TensorType(type, Optional.of(new Shape(dims)));
    }

    private static TensorType type(TensorInfo info) {
        var element = info.type == OnnxJavaType.UNKNOWN ? foreign(info) : Optional.of(Values.type(info.type));
        var sizes = info.getShape();
        if (sizes.length == 0) {
            return new TensorType(element, Optional.empty());
        }
        var names = info.getDimensionNames();
        var dims = new ArrayList<Shape.Dim>();
        for (int i = 0; i < sizes.length; i++) {
            dims.add(
                    sizes[i] >= 0
                            ? new Shape.Dim.Known(sizes[i])
                            : i < names.length && !names[i].isEmpty() && !names[i].startsWith("unk__")
                                    ? new Shape.Dim.Symbol(names[i])
                                    : new Shape.Dim.Unknown());
        }
        return new TensorType(element, Optional.of(new Shape(dims)));
    }

    private static Optional<DataType> foreign(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> Optional.of(DataType.UINT16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> Optional.of(DataType.UINT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> Optional.of(DataType.UINT64);
            default -> Optional.empty();
        };
    }

    /** The graph with large weights as typed inputs and every node output as an output. */
    private static Graph exposed(Graph graph) {
        var inputs = new ArrayList<>(graph.inputs());
        var weights = new LinkedHashMap<>(graph.initializers());
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.bytes().length() >= LARGE || tensor.bytes() instanceof dev.vitrine.model.Bytes.Missing) {
                weights.remove(name);
                inputs.add(new Graph.Value(name, tensor.tensorType()));
            }
        });
        var outputs = new ArrayList<Graph.Value>();
        var seen = new HashSet<String>();
        for (var node : graph.nodes()) {
            node.outputs().stream()
                    .filter(o -> !o.isEmpty() && seen.add(o))
                    .forEach(o -> outputs.add(new Graph.Value(o, TensorType.UNKNOWN)));
        }
        return new Graph(graph.name(), graph.nodes(), weights, inputs, outputs, Map.of());
    }

    private static Graph withoutUnknownDomains(Model model, Map<String, TensorType> known, List<Text> notes) {
        var domains = new HashSet<>(DOMAINS);
        model.functions().forEach(f -> domains.add(f.domain()));
        var graph = model.graph();
        var kept = new ArrayList<Node>();
        var lost = new HashSet<String>();
        var regained = new HashMap<String, Graph.Value>();
        for (var node : graph.nodes()) {
            if (!domains.contains(node.domain())) {
                // Of its own nodes that do not run, the importer has told more already.
                if (!node.domain().equals(model.origin().format())) {
                    notes.add(Text.of(
                            "engine.unknown-domain",
                            "node",
                            graph.label(node),
                            "op",
                            node.op(),
                            "domain",
                            node.domain()));
                }
            } else if (Graph.captured(node).stream().noneMatch(lost::contains)) {
                kept.add(node);
                continue;
            }
            for (var output : node.outputs()) {
                var type = known.getOrDefault(output, TensorType.UNKNOWN);
                if (type.type().isPresent()) {
                    regained.put(output, new Graph.Value(output, type));
                } else {
                    lost.add(output);
                }
            }
        }
        if (kept.size() == graph.nodes().size()) {
            return graph;
        }
        var inputs = new ArrayList<>(graph.inputs());
        inputs.addAll(regained.values());
        return graph.withNodes(kept).withInputs(inputs);
    }
}
