package dev.vitrine.formats.keras;

import java.util.List;

/** Pools over windows and over everything. An average does not count what lies outside. */
final class Pooling {
    /** Places along an axis that can be listed one by one. */
    private static final long LONGEST = 1 << 20;

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

    static List<Value> adaptiveMaximum(LayerCall call) {
        return adaptive(call, "MaxPool", "ReduceMax");
    }

    static List<Value> adaptiveAverage(LayerCall call) {
        return adaptive(call, "AveragePool", "ReduceSum");
    }

    /** Windows from floor(i L / O) to ceil((i + 1) L / O) along each axis, L places before and O behind. */
    private static List<Value> adaptive(LayerCall call, String even, String reduce) {
        var in = Picture.of(call);
        int n = in.axes();
        var to = call.sizes(n, 1, "output_size");
        var sizes = in.sizes().clone();
        boolean divides = true;
        for (int i = 0; i < n; i++) {
            if (sizes[i] < 1 || sizes[i] > LONGEST) {
                throw Unexpressed.setting("output_size", call.setting("output_size"));
            }
            divides &= sizes[i] % to[i] == 0;
        }
        if (divides) {
            var window = new long[n];
            java.util.Arrays.setAll(window, i -> sizes[i] / to[i]);
            call.last(even, List.of(in.tensor()), "kernel_shape", window, "strides", window);
            return LayerCall.one(in.value(call.name(), in.channels(), to));
        }
        var tensor = in.tensor();
        for (int i = 0; i < n; i++) {
            tensor = along(call, tensor, i, sizes, to[i], reduce);
            sizes[i] = to[i];
        }
        call.last("Identity", List.of(tensor));
        return LayerCall.one(in.value(call.name(), in.channels(), to));
    }

    /** One axis: its windows side by side, the shorter ones filled up with places of their own that count once. */
    private static String along(LayerCall call, String tensor, int axis, long[] sizes, long to, String reduce) {
        long from = sizes[axis];
        int widest = 0;
        for (long i = 0; i < to; i++) {
            widest = (int) Math.max(widest, end(i, from, to) - i * from / to);
        }
        var places = new long[(int) to * widest];
        var weights = new float[places.length];
        for (int i = 0; i < to; i++) {
            long start = i * from / to;
            long count = end(i, from, to) - start;
            for (int j = 0; j < widest; j++) {
                places[i * widest + j] = start + Math.min(j, count - 1);
                weights[i * widest + j] = j < count ? 1f / count : 0;
            }
        }
        var part = "axis" + axis;
        var apart = new long[sizes.length + 3];
        for (int d = 0; d < apart.length; d++) {
            int behind = d - axis - 4;
            apart[d] = d < axis + 2 ? 0 : behind < 0 ? d == axis + 2 ? to : widest : sizes[axis + 1 + behind];
        }
        var found = call.step(
                part + "/places", "Gather", List.of(tensor, call.constant(part + "/at", places)), "axis", axis + 2);
        var windows = call.step(part + "/windows", "Reshape", List.of(found, call.constant(part + "/shape", apart)));
        if (reduce.equals("ReduceSum")) {
            var shape = Building.filled(sizes.length - axis + 1, 1);
            shape[0] = to;
            shape[1] = widest;
            var weight = call.graph()
                    .weight(call.name() + "/" + part + "/weights", dev.vitrine.model.Tensor.of(weights, shape));
            windows = call.step(part + "/weighted", "Mul", List.of(windows, weight));
        }
        return call.step(
                part + "/pool", reduce, List.of(windows, call.constant(part + "/over", axis + 3)), "keepdims", 0);
    }

    private static long end(long i, long from, long to) {
        return ((i + 1) * from + to - 1) / to;
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
