package dev.vitrine.autodiff;

import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names an anonymous batch dimension, so that two tensors are known to agree in it without knowing its size: each input's first
 * dimension gets a name of its own, and operators that keep samples apart hand it on. Without it every sum of two branches would
 * have to find out at run time that nothing was broadcast.
 */
final class BatchSymbols {
    private static final Set<String> KEEPING = Set.of(
            "Abs",
            "AveragePool",
            "BatchNormalization",
            "Clip",
            "Conv",
            "ConvTranspose",
            "DepthToSpace",
            "Dropout",
            "Elu",
            "Erf",
            "Exp",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "InstanceNormalization",
            "LRN",
            "LayerNormalization",
            "LeakyRelu",
            "Log",
            "LogSoftmax",
            "MaxPool",
            "Mish",
            "Neg",
            "Relu",
            "Sigmoid",
            "Softmax",
            "Softplus",
            "SpaceToDepth",
            "Sqrt",
            "Tanh");
    private static final Set<String> BROADCASTING = Set.of("Add", "Div", "Mul", "PRelu", "Pow", "Sub", "Sum");

    private final TensorTypes types;
    private final Map<String, TensorType> named = new HashMap<>();

    private BatchSymbols(TensorTypes types) {
        this.types = types;
    }

    static TensorTypes name(Model model, TensorTypes types) {
        var graph = model.graph();
        var symbols = new BatchSymbols(types);
        for (var input : graph.inputs()) {
            var known = types.get(input.name()).shape().isPresent() ? types.get(input.name()) : input.type();
            symbols.set(input.name(), known, Optional.of(new Shape.Dim.Symbol("vitrine.batch of " + input.name())));
        }
        for (var node : graph.nodes()) {
            if (!node.outputs().isEmpty() && node.domain().isEmpty()) {
                symbols.set(node.outputs().get(0), types.get(node.outputs().get(0)), symbols.handedOn(node));
            }
        }
        return types.with(symbols.named);
    }

    private void set(String tensor, TensorType type, Optional<Shape.Dim> first) {
        var shape = type.shape().filter(s -> s.rank() > 0 && s.dims().get(0) instanceof Shape.Dim.Unknown);
        if (shape.isPresent() && first.isPresent()) {
            var dims = new java.util.ArrayList<>(shape.get().dims());
            dims.set(0, first.get());
            named.put(tensor, new TensorType(type.type(), Optional.of(new Shape(dims))));
        }
    }

    private Optional<Shape> shape(String tensor) {
        return named.containsKey(tensor)
                ? Optional.ofNullable(named.get(tensor)).flatMap(TensorType::shape)
                : types.get(tensor).shape();
    }

    private Optional<Shape.Dim> symbol(String tensor) {
        return shape(tensor)
                .filter(s -> s.rank() > 0)
                .map(s -> s.dims().get(0))
                .filter(Shape.Dim.Symbol.class::isInstance);
    }

    private Optional<Shape.Dim> handedOn(Node node) {
        var inputs = node.inputs();
        boolean first = KEEPING.contains(node.op())
                || node.op().equals("Flatten") && node.intAttribute("axis", 1) == 1
                || node.op().equals("Gemm") && node.intAttribute("transA", 0) == 0
                || node.op().equals("Concat") && node.intAttribute("axis", 0) > 0;
        if (first && !inputs.isEmpty()) {
            return symbol(inputs.get(0));
        }
        return BROADCASTING.contains(node.op())
                ? agreed(inputs, shape(node.outputs().get(0)))
                : Optional.empty();
    }

    /** The symbol of the operands that reach to the first axis of the result, where all of them have the same or size 1. */
    private Optional<Shape.Dim> agreed(List<String> operands, Optional<Shape> result) {
        Optional<Shape.Dim> found = Optional.empty();
        for (var operand : operands) {
            var own = shape(operand);
            if (own.isEmpty() || result.filter(s -> s.rank() > 0).isEmpty()) {
                return Optional.empty();
            }
            if (own.get().rank() < result.get().rank() || own.get().size(0) == 1) {
                continue;
            }
            var symbol = symbol(operand);
            if (symbol.isEmpty() || found.isPresent() && !found.equals(symbol)) {
                return Optional.empty();
            }
            found = symbol;
        }
        return found;
    }
}
