package dev.vitrine.formats.keras;

import java.util.ArrayList;
import java.util.List;

/** Matrix products and table look-ups. */
final class Dense {
    private Dense() {}

    /** The product with a matrix over the last axis. */
    static List<Value> dense(LayerCall call) {
        var x = call.input();
        var weights = call.weights().of();
        if (weights.isEmpty()
                || weights.get(0).rank() != 2
                || x.size(-1) >= 0 && weights.get(0).size(0) != x.size(-1)) {
            throw new Unexpressed(
                    dev.vitrine.words.Text.of("formats.keras-weights", "count", 1, "found", weights.size()));
        }
        var kernel = call.weight("kernel", weights.get(0));
        boolean biased = weights.size() > 1 && call.flag(true, "use_bias", "bias");
        var before = Activations.before(call);
        var tensor = call.graph().last(x);
        if (x.rank() == 2) {
            call.graph()
                    .node(
                            before,
                            "Gemm",
                            biased
                                    ? List.of(tensor, kernel, call.weight("bias", weights.get(1)))
                                    : List.of(tensor, kernel));
        } else if (biased) {
            var product = call.step("product", "MatMul", List.of(tensor, kernel));
            call.graph().node(before, "Add", List.of(product, call.weight("bias", weights.get(1))));
        } else {
            call.graph().node(before, "MatMul", List.of(tensor, kernel));
        }
        Activations.after(call, -1);
        var shape = new ArrayList<>(x.shape());
        shape.set(shape.size() - 1, weights.get(0).size(1));
        return LayerCall.one(Value.of(call.name(), shape).withMask(x.mask()));
    }

    /** A product written as an equation over named axes. */
    static List<Value> einsum(LayerCall call) {
        var x = call.input();
        var equation = call.setting("equation").text("?");
        var weights = call.weights().of();
        if (weights.isEmpty() || !equation.matches("[a-zA-Z]+,[a-zA-Z]+->[a-zA-Z]+")) {
            throw Unexpressed.setting("equation", equation);
        }
        var axes = equation.split(",|->");
        if (axes[0].length() != x.rank() || axes[1].length() != weights.get(0).rank()) {
            throw Unexpressed.setting("equation", equation);
        }
        var before = Activations.before(call);
        var inputs = List.of(call.graph().last(x), call.weight("kernel", weights.get(0)));
        if (weights.size() > 1) {
            var product = call.step("product", "Einsum", inputs, "equation", equation);
            call.graph().node(before, "Add", List.of(product, call.weight("bias", weights.get(1))));
        } else {
            call.graph().node(before, "Einsum", inputs, "equation", equation);
        }
        Activations.after(call, -1);
        var shape = new ArrayList<Long>();
        for (char axis : axes[2].toCharArray()) {
            int at = axes[0].indexOf(axis);
            shape.add(at >= 0 ? x.size(at) : weights.get(0).size(Math.max(0, axes[1].indexOf(axis))));
        }
        return LayerCall.one(Value.of(call.name(), shape).withMask(x.mask()));
    }

    /** A row of a table for every whole number; with {@code mask_zero}, steps of 0 are to be skipped. */
    static List<Value> embedding(LayerCall call) {
        var x = call.input();
        var table = call.weight("embeddings", call.weights(1).get(0));
        var index = call.step("index", "Cast", List.of(call.graph().last(x)), "to", 7);
        call.last("Gather", List.of(table, index), "axis", 0);
        var shape = new ArrayList<>(x.shape());
        shape.add(call.weights(1).get(0).size(1));
        var value = Value.of(call.name(), shape);
        if (!call.flag(false, "mask_zero")) {
            return LayerCall.one(value);
        }
        var zero = call.step("skipped", "Equal", List.of(index, call.graph().constant(call.name() + "/zero", 0)));
        return LayerCall.one(value.withMask(java.util.Optional.of(call.step("mask", "Not", List.of(zero)))));
    }
}
