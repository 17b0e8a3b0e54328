package dev.vitrine.methods;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A look at a model whose picture goes in as whole numbers, as if it went in as real ones: the input is declared to hold floats,
 * and the Cast that reads it has nothing left to do. A gradient by this input is the gradient by what leaves the Cast, in the
 * shape of the input.
 *
 * @param own the engine of the changed model; empty where the input holds floats already
 */
record FloatInput(Look look, Optional<Engine> own) implements AutoCloseable {
    /** What only moves elements, whatever their type. */
    private static final Set<String> MOVES =
            Set.of("Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Slice", "Gather");

    /** @throws InputException if the input holds whole numbers that something else than a Cast to floats reads; names it */
    static FloatInput of(Look look, String input) {
        var given = Optional.ofNullable(look.input().tensors().get(input));
        if (given.filter(t -> !t.type().isFloating()).isEmpty()) {
            return new FloatInput(look, Optional.empty());
        }
        var graph = look.graph();
        requireCast(graph, input, input, given.orElseThrow().type());
        var inputs = graph.inputs().stream()
                .map(v -> v.name().equals(input)
                        ? new Graph.Value(
                                input,
                                new TensorType(
                                        Optional.of(DataType.FLOAT), v.type().shape()))
                        : v)
                .toList();
        var engine = Engine.of(
                look.engine().model().withGraph(graph.withInputs(inputs).withoutDeclared()));
        var whole = look.input();
        var floats = whole.with(
                floats(whole.tensors(), input),
                whole.remake().map(remake -> picture -> floats(remake.apply(picture), input)));
        return new FloatInput(look.on(engine).with(floats), Optional.of(engine));
    }

    private static void requireCast(Graph graph, String tensor, String input, DataType type) {
        for (var node : graph.consumers(tensor)) {
            if (MOVES.contains(node.op())
                    && node.input(0).filter(tensor::equals).isPresent()) {
                node.output(0).ifPresent(o -> requireCast(graph, o, input, type));
            } else if (!node.is("Shape") && !node.is("Size") && !castsToFloats(node)) {
                throw InputException.of(
                        "attribution.integer-input",
                        "name",
                        input,
                        "type",
                        type.label(),
                        "node",
                        graph.label(node),
                        "op",
                        node.op());
            }
        }
    }

    private static boolean castsToFloats(Node node) {
        return node.is("Cast")
                && DataType.of((int) node.intAttribute("to", 0))
                        .filter(DataType::isFloating)
                        .isPresent();
    }

    private static Map<String, Tensor> floats(Map<String, Tensor> tensors, String input) {
        var all = new LinkedHashMap<>(tensors);
        all.computeIfPresent(input, (name, tensor) -> Tensor.of(tensor.floats(), tensor.sizes()));
        return all;
    }

    @Override
    public void close() {
        own.ifPresent(Engine::close);
    }
}
