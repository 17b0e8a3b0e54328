package dev.vitrine.formats.keras;

import dev.vitrine.formats.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Layers that move, cut, pad or repeat values. */
final class Reshaping {
    private Reshaping() {}

    /** What a layer that only does something in training gives: its input. */
    static List<Value> same(LayerCall call) {
        var x = call.input();
        call.last("Identity", List.of(x.tensor()));
        return LayerCall.one(x.renamed(call.name()));
    }

    static List<Value> flatten(LayerCall call) {
        var x = call.input();
        var tensor = call.graph().last(x);
        if (x.rank() >= 3 && call.setting("data_format").text("").equals("channels_first")) {
            var permutation = LongStream.concat(
                            LongStream.concat(LongStream.of(0), LongStream.range(2, x.rank())), LongStream.of(1))
                    .toArray();
            tensor = call.step("channels_last", "Transpose", List.of(tensor), "perm", permutation);
        }
        call.last("Flatten", List.of(tensor));
        return LayerCall.one(Value.of(call.name(), List.of(x.size(0), product(x.shape()))));
    }

    private static long product(List<Long> shape) {
        long product = 1;
        for (long size : shape.subList(1, shape.size())) {
            product = size < 0 || product < 0 ? -1 : product * size;
        }
        return product;
    }

    static List<Value> reshape(LayerCall call) {
        var x = call.input();
        var target = call.setting("target_shape").list().stream()
                .map(d -> d.whole(-1))
                .toList();
        if (target.stream().anyMatch(d -> d == 0)) {
            throw Unexpressed.setting("target_shape", target);
        }
        var sizes = new ArrayList<Long>(List.of(0L));
        sizes.addAll(target);
        call.last("Reshape", List.of(call.graph().last(x), call.constant("shape", longs(sizes))));
        long rest = product(x.shape());
        for (long d : target) {
            rest = d > 0 && rest > 0 ? rest / d : rest;
        }
        long open = rest;
        var shape = new ArrayList<Long>(List.of(x.size(0)));
        target.forEach(d -> shape.add(d > 0 ? d : open));
        return LayerCall.one(Value.of(call.name(), shape));
    }

    static List<Value> permute(LayerCall call) {
        var x = call.input();
        var dims =
                longs(call.setting("dims").list().stream().map(d -> d.whole(0)).toList());
        var permutation =
                LongStream.concat(LongStream.of(0), Arrays.stream(dims)).toArray();
        if (!Arrays.equals(
                Arrays.stream(permutation).sorted().toArray(),
                LongStream.range(0, x.rank()).toArray())) {
            throw Unexpressed.setting("dims", call.setting("dims"));
        }
        call.last("Transpose", List.of(call.graph().last(x)), "perm", permutation);
        return LayerCall.one(Value.of(
                call.name(),
                Arrays.stream(permutation).mapToObj(i -> x.size((int) i)).toList()));
    }

    /** A vector, once for each of n steps. */
    static List<Value> repeat(LayerCall call) {
        var x = call.input();
        long n = call.setting("n").whole(1);
        if (n < 1 || n > 1 << 20) {
            throw Unexpressed.setting("n", n);
        }
        var step = call.step("step", "Unsqueeze", List.of(x.tensor(), call.constant("axis", 1)));
        call.last("Tile", List.of(step, call.constant("times", 1, n, 1)));
        return LayerCall.one(Value.of(call.name(), List.of(x.size(0), n, x.size(1))));
    }

    /**
     * Zeros around a picture. All axes are named: without them the runtime (1.28) takes the zeros for a max pool's own, and with
     * only some it moves a transposition past them wrongly.
     */
    static List<Value> pad(LayerCall call) {
        var in = Picture.of(call);
        int n = in.axes();
        var edges = edges(call.setting("padding"), n);
        var pads = new long[2 * (n + 2)];
        var sizes = new long[n];
        for (int i = 0; i < n; i++) {
            pads[2 + i] = edges[i][0];
            pads[n + 4 + i] = edges[i][1];
            sizes[i] = in.sizes()[i] < 0 ? -1 : in.sizes()[i] + edges[i][0] + edges[i][1];
        }
        var axes = LongStream.range(0, 2 + n).toArray();
        call.last(
                "Pad",
                List.of(in.tensor(), call.constant("pads", pads), call.scalar("zero", 0), call.constant("axes", axes)));
        return LayerCall.one(in.value(call.name(), in.channels(), sizes));
    }

    static List<Value> crop(LayerCall call) {
        var in = Picture.of(call);
        int n = in.axes();
        var edges = edges(call.setting("cropping"), n);
        var from = new long[n];
        var to = new long[n];
        var sizes = new long[n];
        for (int i = 0; i < n; i++) {
            from[i] = edges[i][0];
            to[i] = edges[i][1] == 0 ? Long.MAX_VALUE : -edges[i][1];
            sizes[i] = in.sizes()[i] < 0 ? -1 : in.sizes()[i] - edges[i][0] - edges[i][1];
        }
        return LayerCall.one(in.value(sliced(call, in, from, to), in.channels(), sizes));
    }

    /** The middle of a picture. */
    static List<Value> centreCrop(LayerCall call) {
        var in = Picture.of(call);
        var wanted = new long[] {
            call.setting("height").whole(0), call.setting("width").whole(0)
        };
        var from = new long[2];
        var to = new long[2];
        for (int i = 0; i < 2; i++) {
            if (in.axes() != 2 || in.sizes()[i] < wanted[i] || wanted[i] < 1) {
                throw Unexpressed.setting("size", wanted[i]);
            }
            from[i] = (in.sizes()[i] - wanted[i]) / 2;
            to[i] = from[i] + wanted[i];
        }
        return LayerCall.one(in.value(sliced(call, in, from, to), in.channels(), wanted));
    }

    private static String sliced(LayerCall call, Picture in, long[] from, long[] to) {
        return call.last(
                "Slice",
                List.of(
                        in.tensor(),
                        call.constant("from", from),
                        call.constant("to", to),
                        call.constant("axes", LongStream.range(2, 2 + in.axes()).toArray())));
    }

    static List<Value> upsample(LayerCall call) {
        var in = Picture.of(call);
        int n = in.axes();
        var factors = call.sizes(n, 2, "size", "length");
        var scales = new float[n + 2];
        Arrays.fill(scales, 1);
        var sizes = new long[n];
        for (int i = 0; i < n; i++) {
            scales[2 + i] = factors[i];
            sizes[i] = in.sizes()[i] < 0 ? -1 : in.sizes()[i] * factors[i];
        }
        var scale = call.graph().weight(call.name() + "/scales", dev.vitrine.model.Tensor.of(scales, n + 2));
        resized(
                call,
                List.of(in.tensor(), "", scale),
                call.setting("interpolation").text("nearest"),
                true);
        return LayerCall.one(in.value(call.name(), in.channels(), sizes));
    }

    /** A picture in another size. */
    static List<Value> resize(LayerCall call) {
        var in = Picture.of(call);
        long height = call.setting("height").whole(0);
        long width = call.setting("width").whole(0);
        if (in.axes() != 2
                || height < 1
                || width < 1
                || in.channels() < 1
                || call.flag(false, "crop_to_aspect_ratio")
                || call.flag(false, "pad_to_aspect_ratio")
                || call.flag(false, "antialias")) {
            throw Unexpressed.setting("size", height + "x" + width);
        }
        var shape = call.step("shape", "Shape", List.of(in.tensor()), "end", 2);
        var sizes = call.step("sizes", "Concat", List.of(shape, call.constant("size", height, width)), "axis", 0);
        resized(
                call,
                List.of(in.tensor(), "", "", sizes),
                call.setting("interpolation").text("bilinear"),
                false);
        return LayerCall.one(in.value(call.name(), in.channels(), height, width));
    }

    private static void resized(LayerCall call, List<String> inputs, String interpolation, boolean whole) {
        switch (interpolation) {
            case "nearest" ->
                call.last(
                        "Resize",
                        inputs,
                        "mode",
                        "nearest",
                        "coordinate_transformation_mode",
                        whole ? "asymmetric" : "half_pixel",
                        "nearest_mode",
                        whole ? "floor" : "round_prefer_ceil");
            case "bilinear" ->
                call.last("Resize", inputs, "mode", "linear", "coordinate_transformation_mode", "half_pixel");
            default -> throw Unexpressed.setting("interpolation", interpolation);
        }
    }

    /** Before and behind each axis: one number for all, one for each axis, or two for each. */
    private static long[][] edges(Json setting, int axes) {
        var edges = new long[axes][2];
        for (int i = 0; i < axes; i++) {
            // One axis may have its two numbers without a list around them.
            var own = setting.isList() && !(axes == 1 && !setting.get(0).isList()) ? setting.get(i) : setting;
            edges[i][0] = (own.isList() ? own.get(0) : own).whole(-1);
            edges[i][1] = (own.isList() ? own.get(1) : own).whole(-1);
            if (edges[i][0] < 0 || edges[i][1] < 0 || edges[i][0] > 1 << 20 || edges[i][1] > 1 << 20) {
                throw Unexpressed.setting("padding", setting);
            }
        }
        return edges;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(v -> v).toArray();
    }
}
