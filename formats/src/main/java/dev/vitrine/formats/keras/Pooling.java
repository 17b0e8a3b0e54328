package dev.vitrine.formats.keras;

import java.util.List;

/** Pools over windows and over everything. An average does not count what lies outside. */
final class Pooling {
    private Pooling() {}

    static List<Value> maximum(LayerCall call) {
        return pooled(call, "MaxPool");
    }

    static List<Value> average(LayerCall call) {
        return pooled(call, "AveragePool", "count_include_pad", 0);
    }

    private static List<Value> pooled(LayerCall call, String op, Object... more) {
        var in = Picture.of(call);
        var size = call.sizes(in.axes(), 2, "pool_size", "pool_length");
        var strides = call.setting("strides", "stride").isNull() ? size : call.sizes(in.axes(), 1, "strides", "stride");
        var window = Window.of(call, in, size, strides, Building.filled(in.axes(), 1));
        call.last(op, List.of(in.tensor()), window.attributes(more));
        return LayerCall.one(in.value(call.name(), in.channels(), window.sizes()));
    }

    static List<Value> globalMaximum(LayerCall call) {
        return global(call, "GlobalMaxPool");
    }

    static List<Value> globalAverage(LayerCall call) {
        var mask = call.input().mask();
        return mask.isPresent() && call.input().rank() == 3
                ? masked(call, mask.get())
                : global(call, "GlobalAveragePool");
    }

    private static List<Value> global(LayerCall call, String op) {
        var in = Picture.of(call);
        if (call.flag(false, "keepdims")) {
            call.last(op, List.of(in.tensor()));
            return LayerCall.one(in.value(call.name(), in.channels(), Building.filled(in.axes(), 1)));
        }
        call.last("Flatten", List.of(call.step("pool", op, List.of(in.tensor()))));
        return LayerCall.one(in.vector(call.name()));
    }

    /** The average over the steps that are not skipped. */
    private static List<Value> masked(LayerCall call, String mask) {
        var in = Picture.of(call);
        var weight = call.step("mask", "Cast", List.of(mask), "to", 1);
        var row = call.step("weights", "Unsqueeze", List.of(weight, call.constant("axis", 1)));
        var kept = call.step("kept", "Mul", List.of(in.tensor(), row));
        var last = call.constant("steps", -1);
        var sum = call.step("sum", "ReduceSum", List.of(kept, last), "keepdims", 0);
        var count = call.step("count", "ReduceSum", List.of(row, last), "keepdims", 0);
        call.last("Div", List.of(sum, count));
        return LayerCall.one(in.vector(call.name()));
    }
}
