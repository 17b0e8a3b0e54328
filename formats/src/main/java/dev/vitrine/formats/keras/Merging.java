package dev.vitrine.formats.keras;

import dev.vitrine.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Layers that make one tensor of several. */
final class Merging {
    private Merging() {}

    static LayerCall.Rule pairwise(String op) {
        return call -> {
            if (call.arguments().stream().anyMatch(a -> a.tensor().isEmpty())) {
                return operation(op).apply(call);
            }
            var operands = aligned(call, call.inputs());
            return LayerCall.one(folded(call, op, operands, call.name()));
        };
    }

    private static Value folded(LayerCall call, String op, List<Value> operands, String name) {
        var sum = operands.get(0);
        if (operands.size() == 1) {
            call.graph().node(name, "Identity", List.of(sum.tensor()));
            return sum.renamed(name);
        }
        for (int i = 1; i < operands.size(); i++) {
            var to = i == operands.size() - 1 ? name : call.name() + "/" + i;
            call.graph().node(to, op, List.of(sum.tensor(), operands.get(i).tensor()));
            sum = new Value(to, broadcast(sum, operands.get(i)), sum.channelsFirst(), mask(operands));
        }
        return sum;
    }

    static List<Value> average(LayerCall call) {
        var operands = aligned(call, call.inputs());
        var sum = folded(call, "Add", operands, call.name() + "/sum");
        call.last("Div", List.of(sum.tensor(), call.scalar("count", operands.size())));
        return LayerCall.one(sum.renamed(call.name()));
    }

    /** The first plus the second times a number (Inception-ResNet). */
    static List<Value> scaledSum(LayerCall call) {
        if (call.inputs().size() != 2) {
            throw new Unexpressed(Text.of("formats.keras-no-inputs"));
        }
        var operands = aligned(call, call.inputs());
        var scaled = call.step(
                "scaled",
                "Mul",
                List.of(
                        operands.get(1).tensor(),
                        call.scalar("scale", call.setting("scale").number(1))));
        call.last("Add", List.of(operands.get(0).tensor(), scaled));
        return LayerCall.one(operands.get(0).renamed(call.name()));
    }

    static List<Value> concatenate(LayerCall call) {
        return concatenated(call, (int) call.setting("axis", "concat_axis").whole(-1));
    }

    static List<Value> concatenated(LayerCall call, int axis) {
        var operands = aligned(call, call.inputs());
        var first = operands.get(0);
        call.last("Concat", operands.stream().map(Value::tensor).toList(), "axis", first.axis(axis));
        var shape = new ArrayList<>(first.shape());
        int at = axis < 0 ? axis + first.rank() : axis;
        shape.set(at, operands.stream().mapToLong(v -> v.size(at)).reduce(0, (a, b) -> a < 0 || b < 0 ? -1 : a + b));
        return LayerCall.one(new Value(call.name(), shape, first.channelsFirst(), mask(operands)));
    }

    /** The layer of Keras 1 that merges in the way that a setting names. */
    static List<Value> merge(LayerCall call) {
        return switch (call.setting("mode").text("sum")) {
            case "sum" -> pairwise("Add").apply(call);
            case "mul" -> pairwise("Mul").apply(call);
            case "max" -> pairwise("Max").apply(call);
            case "ave" -> average(call);
            case "concat" -> concatenate(call);
            default -> throw Unexpressed.setting("mode", call.setting("mode"));
        };
    }

    /** The product of two tensors over one axis of each. */
    static List<Value> dot(LayerCall call) {
        var axes = call.setting("axes");
        if (call.inputs().size() != 2 || call.flag(false, "normalize")) {
            throw Unexpressed.setting("normalize", true);
        }
        var a = call.inputs().get(0);
        var b = call.inputs().get(1);
        int axisA = positive((int) (axes.isList() ? axes.get(0) : axes).whole(-1), a.rank());
        int axisB = positive((int) (axes.isList() ? axes.get(1) : axes).whole(-1), b.rank());
        if (a.rank() > 3 || b.rank() > 3) {
            throw Unexpressed.setting("axes", axes);
        }
        var left = a.rank() == 2 ? "ni" : axisA == 1 ? "nix" : "nxi";
        var right = b.rank() == 2 ? "ni" : axisB == 1 ? "niy" : "nyi";
        var out = "n" + (a.rank() == 3 ? "x" : "") + (b.rank() == 3 ? "y" : "");
        var shape = new ArrayList<>(List.of(a.size(0)));
        if (a.rank() == 3) {
            shape.add(a.size(3 - axisA));
        }
        if (b.rank() == 3) {
            shape.add(b.size(3 - axisB));
        }
        if (shape.size() == 1) {
            var product = call.step("product", "Mul", List.of(a.tensor(), b.tensor()));
            call.last("ReduceSum", List.of(product, call.constant("axis", 1)), "keepdims", 1);
            return LayerCall.one(Value.of(call.name(), List.of(a.size(0), 1L)));
        }
        call.last(
                "Einsum",
                List.of(call.graph().last(a), call.graph().last(b)),
                "equation",
                left + "," + right + "->" + out);
        return LayerCall.one(Value.of(call.name(), shape));
    }

    private static int positive(int axis, int rank) {
        return axis < 0 ? axis + rank : axis;
    }

    /** An operator of Keras 3 between a tensor and a tensor or number. */
    static LayerCall.Rule operation(String op) {
        return call -> {
            var operands = new ArrayList<Value>();
            Optional<Value> like = call.inputs().stream().findFirst();
            int tensor = 0;
            for (var argument : call.arguments()) {
                if (argument.tensor().isPresent()) {
                    operands.add(call.inputs().get(tensor++));
                } else {
                    double number = argument.constant()
                            .number()
                            .orElseThrow(() -> Unexpressed.setting("args", argument.constant()));
                    var name = call.scalar("number" + operands.size(), number);
                    operands.add(like.orElseThrow(() -> Unexpressed.setting("args", ""))
                            .renamed(name));
                }
            }
            if (operands.size() != 2) {
                throw Unexpressed.setting("args", operands.size());
            }
            if (tensor == 2) {
                operands = new ArrayList<>(aligned(call, operands));
            }
            call.last(op, operands.stream().map(Value::tensor).toList());
            return LayerCall.one(new Value(
                    call.name(),
                    broadcast(operands.get(0), operands.get(1)),
                    operands.get(0).channelsFirst(),
                    mask(call.inputs())));
        };
    }

    /** Where a tensor is not a number: how Keras 3 makes the mask of an Embedding or Masking layer. */
    static List<Value> notEqual(LayerCall call) {
        var x = call.input();
        if (call.arguments().size() != 2 || call.arguments().get(1).tensor().isPresent()) {
            throw Unexpressed.setting("args", call.arguments().size());
        }
        var number = call.scalar("number", call.arguments().get(1).constant().number(0));
        var floats = call.step("floats", "Cast", List.of(call.graph().last(x)), "to", 1);
        call.last("Not", List.of(call.step("equal", "Equal", List.of(floats, number))));
        return LayerCall.one(Value.of(call.name(), x.shape()));
    }

    /** Whether a value is true anywhere along an axis. */
    static List<Value> any(LayerCall call) {
        var x = call.input();
        long axis = call.setting("axis").whole(-1);
        if (axis != -1 && axis != x.rank() - 1 || call.flag(false, "keepdims")) {
            throw Unexpressed.setting("axis", axis);
        }
        var floats = call.step("floats", "Cast", List.of(call.graph().last(x)), "to", 1);
        var most = call.step("most", "ReduceMax", List.of(floats, call.constant("axis", -1)), "keepdims", 0);
        call.last("Cast", List.of(most), "to", 9);
        return LayerCall.one(Value.of(call.name(), x.shape().subList(0, x.rank() - 1)));
    }

    /** All in one layout and of one rank: a tensor of fewer axes gets them behind the batch, as Keras does it. */
    private static List<Value> aligned(LayerCall call, List<Value> values) {
        if (values.isEmpty()) {
            throw new Unexpressed(Text.of("formats.keras-no-inputs"));
        }
        int rank = values.stream().mapToInt(Value::rank).max().orElse(0);
        boolean equal = values.stream().allMatch(v -> v.rank() == rank);
        boolean first = equal && rank >= 3 && values.stream().anyMatch(Value::channelsFirst);
        var aligned = new ArrayList<Value>();
        for (var value : values) {
            var tensor = first ? call.graph().first(value) : call.graph().last(value);
            var shape = new ArrayList<>(value.shape());
            if (value.rank() < rank) {
                int missing = rank - value.rank();
                var axes = LongStream.rangeClosed(1, missing).toArray();
                tensor = call.step(
                        "wider" + aligned.size(),
                        "Unsqueeze",
                        List.of(tensor, call.constant("axes" + aligned.size(), axes)));
                for (int i = 0; i < missing; i++) {
                    shape.add(1, 1L);
                }
            }
            aligned.add(new Value(tensor, shape, first, value.mask()));
        }
        return aligned;
    }

    private static List<Long> broadcast(Value a, Value b) {
        var shape = new ArrayList<Long>();
        for (int i = 0; i < a.rank(); i++) {
            shape.add(a.size(i) == 1 ? b.size(i) : a.size(i) < 0 && b.size(i) > 1 ? b.size(i) : a.size(i));
        }
        return shape;
    }

    private static Optional<String> mask(List<Value> values) {
        return values.stream().allMatch(v -> v.mask().isPresent())
                ? values.get(0).mask()
                : Optional.empty();
    }
}
