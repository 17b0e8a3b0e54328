package dev.vitrine.formats.nhwc;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The operators that TensorFlow and TensorFlow Lite have in common, on {@link Value}s. Axes are those of the file; each method
 * writes its nodes and gives the value held as its operator makes it.
 */
public final class Operations {
    private final NhwcGraph g;

    public Operations(NhwcGraph graph) {
        this.g = graph;
    }

    // elementwise

    /** An operator of one input that keeps every element where it is. */
    public Value each(String op, UnaryOperator<Node> settings, Value x) {
        var held = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        return new Value(g.put(op, settings, held.tensor()), held.rank(), held.order(), Optional.empty());
    }

    /** The same with constants as further inputs. */
    public Value each(String op, List<String> constants, Value x) {
        var from = new ArrayList<>(List.of(x.weight().isPresent() ? g.plain(x) : x.tensor()));
        from.addAll(constants);
        return new Value(g.put(op, from.toArray(String[]::new)), x.rank(), x.order(), Optional.empty());
    }

    public Value each(String op, Value x) {
        return each(op, UnaryOperator.identity(), x);
    }

    public Value cast(Value x, DataType type) {
        return each("Cast", n -> n.with("to", type.code()), x);
    }

    /** An operator of several inputs that are broadcast, in the order of axes that the first one in another order has. */
    public Value together(String op, Value... xs) {
        return together(op, UnaryOperator.identity(), xs);
    }

    public Value together(String op, UnaryOperator<Node> settings, Value... xs) {
        var common = common(List.of(xs));
        var from = Arrays.stream(xs).map(x -> aligned(x, common)).toArray(String[]::new);
        return new Value(g.put(op, settings, from), common.rank(), common.order(), Optional.empty());
    }

    private static Value common(List<Value> xs) {
        boolean known = xs.stream().allMatch(x -> x.rank() >= 0);
        int rank = known ? xs.stream().mapToInt(Value::rank).max().orElse(0) : -1;
        var order = xs.stream()
                .filter(x -> known && x.rank() == rank && !x.isPlain())
                .map(Value::order)
                .findFirst()
                .orElse(List.of());
        return new Value("", rank, order, Optional.empty());
    }

    /** A value with the axes of another, of the same or a higher rank, so that both can be broadcast. */
    private String aligned(Value x, Value like) {
        if (like.isPlain() || x.rank() == 0) {
            return g.plain(x);
        }
        int missing = like.rank() - x.rank();
        if (missing == 0) {
            return g.in(x, like.order());
        }
        var own = like.order().stream()
                .filter(axis -> axis >= missing)
                .map(axis -> axis - missing)
                .toList();
        var added = IntStream.range(0, like.rank())
                .filter(i -> like.order().get(i) < missing)
                .asLongStream()
                .toArray();
        var constant = x.constant();
        if (constant.isPresent()) {
            var axes = own.stream().mapToInt(i -> i).toArray();
            var sizes = new long[like.rank()];
            Arrays.fill(sizes, 1);
            for (int i = 0, next = 0; i < sizes.length; i++) {
                if (like.order().get(i) >= missing) {
                    sizes[i] = constant.get().size(axes[next++]);
                }
            }
            var turned = own.equals(Value.natural(x.rank()))
                    ? constant.get()
                    : constant.get().transpose(axes);
            return g.weight(List.of("aligned", x.tensor(), like.order()), x.tensor(), turned.reshape(sizes));
        }
        return g.put("Unsqueeze", g.in(x, own), g.ints(added));
    }

    /** Clips to [low, high]; either may be infinite. */
    public Value clip(Value x, float low, float high) {
        var from = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        var out = g.put(
                "Clip",
                from.tensor(),
                Float.isInfinite(low) ? "" : g.number(low),
                Float.isInfinite(high) ? "" : g.number(high));
        return new Value(out, from.rank(), from.order(), Optional.empty());
    }

    /** A number for use with {@link #together}. */
    public Value number(float value) {
        return g.constant(Float.toString(value), Tensor.of(new float[] {value}));
    }

    /** x sigmoid(x), gelu and the like are written out: x times a gate of it. */
    public Value gated(Value x, Value gate) {
        return together("Mul", x, gate);
    }

    /** x / 2 (1 + erf(x / sqrt 2)). */
    public Value gelu(Value x) {
        var erf = each("Erf", together("Mul", x, number((float) Math.sqrt(0.5))));
        return together("Mul", together("Mul", x, number(0.5f)), together("Add", erf, number(1)));
    }

    /** x relu6(x + 3) / 6. */
    public Value hardSwish(Value x) {
        return together(
                "Mul", x, each("HardSigmoid", n -> n.with("alpha", 1f / 6).with("beta", 0.5f), x));
    }

    // convolutions, products, pools

    /**
     * A convolution.
     *
     * @param kernel with its axes anywhere
     * @param axes the kernel's axes in ONNX's order: outputs, inputs of a group, then space
     */
    public Value conv(Value x, Value kernel, List<Integer> axes, Optional<Value> bias, Window window, long groups) {
        return conv(
                "Conv",
                x,
                kernel,
                axes,
                bias,
                n -> window.on(n, spatial(kernel, axes)).with("group", groups));
    }

    /** A transposed convolution; {@code axes} are inputs, outputs, then space. */
    public Value convTranspose(
            Value x,
            Value kernel,
            List<Integer> axes,
            Optional<Value> bias,
            Window window,
            long[] inputSize,
            long[] outputSize) {
        var kernelSize = spatial(kernel, axes);
        int n = kernelSize.length;
        var pads = new long[2 * n];
        var extra = new long[n];
        for (int i = 0; i < n; i++) {
            long whole = (inputSize[i] - 1) * window.strides()[i] + kernelSize[i];
            long cut = whole - outputSize[i];
            // SAME cuts what the convolution of the output would pad; VALID may leave rows that no input reaches.
            pads[i] = Math.max(0, cut) / 2;
            pads[n + i] = Math.max(0, cut) - pads[i];
            extra[i] = Math.max(0, -cut);
        }
        return conv(
                "ConvTranspose",
                x,
                kernel,
                axes,
                bias,
                node -> node.with("strides", window.strides())
                        .with("pads", pads)
                        .with("output_padding", extra));
    }

    private Value conv(
            String op, Value x, Value kernel, List<Integer> axes, Optional<Value> bias, UnaryOperator<Node> settings) {
        var order = Value.channelsFirst(axes.size());
        var from = new ArrayList<>(List.of(g.in(x, order), g.in(kernel, axes)));
        bias.ifPresent(b -> from.add(g.plain(b)));
        return Value.held(g.put(op, settings, from.toArray(String[]::new)), order);
    }

    private static long[] spatial(Value kernel, List<Integer> axes) {
        var sizes = kernel.weight()
                .orElseThrow(() -> new Unsupported("nhwc.computed"))
                .stored()
                .sizes();
        return axes.subList(2, axes.size()).stream().mapToLong(a -> sizes[a]).toArray();
    }

    /** TensorFlow's depthwise convolution: a kernel [height, width, channels, multiplier]. */
    public Value depthwise(Value x, Value kernel, Window window) {
        var stored = kernel.constant().orElseThrow(() -> new Unsupported("nhwc.computed"));
        var grouped = stored.transpose(2, 3, 0, 1)
                .reshape(stored.size(2) * stored.size(3), 1, stored.size(0), stored.size(1));
        var whole = g.constant(kernel.tensor(), grouped);
        return conv(x, whole, Value.natural(4), Optional.empty(), window, stored.size(2));
    }

    /** MaxPool or AveragePool of height and width; an average does not count padding. */
    public Value pool(String op, Value x, long[] kernel, Window window) {
        var order = Value.channelsFirst(kernel.length + 2);
        return Value.held(g.put(op, n -> window.on(n.with("kernel_shape", kernel), kernel), g.in(x, order)), order);
    }

    /**
     * x times a matrix, plus a bias.
     *
     * @param outputsFirst whether the matrix is [outputs, inputs]
     */
    public Value dense(Value x, Value matrix, boolean outputsFirst, Optional<Value> bias) {
        if (x.rank() == 2) {
            var from = new ArrayList<>(List.of(g.plain(x), g.plain(matrix)));
            bias.ifPresent(b -> from.add(g.plain(b)));
            return Value.plain(
                    g.put("Gemm", n -> outputsFirst ? n.with("transB", 1) : n, from.toArray(String[]::new)), 2);
        }
        var product = Value.plain(
                g.put("MatMul", g.plain(x), g.in(matrix, outputsFirst ? List.of(1, 0) : List.of(0, 1))), x.rank());
        return bias.map(b -> together("Add", product, b)).orElse(product);
    }

    /** A value whose rank its operator requires. */
    public Value ofRank(Value x, int rank) {
        return x.rank() >= 0 ? x : Value.plain(x.tensor(), rank);
    }

    /** @param inputs the value; scale, offset, mean and variance of each channel */
    public Value batchNormalization(List<Value> inputs, float epsilon) {
        if (inputs.size() != 5) {
            throw new Unsupported("nhwc.misfit");
        }
        var order = Value.channelsFirst(4);
        var from = new ArrayList<>(List.of(g.in(inputs.get(0), order)));
        inputs.subList(1, 5).forEach(v -> from.add(g.plain(v)));
        return Value.held(
                g.put("BatchNormalization", n -> n.with("epsilon", epsilon), from.toArray(String[]::new)), order);
    }

    /** A product of matrices in the last two axes, each transposed or not. */
    public Value matmul(Value a, boolean turnA, Value b, boolean turnB) {
        if (a.rank() == 2 && b.rank() == 2) {
            if (!turnA && !turnB) {
                return Value.plain(g.put("MatMul", g.plain(a), g.plain(b)), 2);
            }
            var gemm = g.put(
                    "Gemm", n -> n.with("transA", turnA ? 1 : 0).with("transB", turnB ? 1 : 0), g.plain(a), g.plain(b));
            return Value.plain(gemm, 2);
        }
        int rank = a.rank() < 0 || b.rank() < 0 ? -1 : Math.max(a.rank(), b.rank());
        return Value.plain(g.put("MatMul", matrices(a, turnA), matrices(b, turnB)), rank);
    }

    private String matrices(Value x, boolean turn) {
        if (!turn) {
            return g.plain(x);
        }
        if (x.rank() < 2) {
            throw new Unsupported("nhwc.unknown-rank");
        }
        var order = new ArrayList<>(Value.natural(x.rank()));
        java.util.Collections.swap(order, x.rank() - 2, x.rank() - 1);
        return g.in(x, order);
    }

    // axes and parts

    public Value transpose(Value x, long[] perm) {
        if (x.weight().isPresent()) {
            x = Value.plain(g.plain(x), x.rank());
        }
        var from = x;
        var sorted = perm.clone();
        Arrays.sort(sorted);
        if (from.rank() >= 0 && from.rank() != perm.length
                || !Arrays.equals(sorted, LongStream.range(0, perm.length).toArray())) {
            throw new Unsupported("nhwc.misfit");
        }
        var own = perm.clone();
        // The tensor stays: its axis that was perm[i] is now i.
        var place = new Integer[own.length];
        for (int i = 0; i < own.length; i++) {
            place[Math.toIntExact(own[i])] = i;
        }
        var order = (from.rank() < 0 ? Value.natural(own.length) : from.axes())
                .stream().map(axis -> place[axis]).toList();
        return new Value(from.tensor(), own.length, order, Optional.empty());
    }

    public Value reshape(Value x, long... sizes) {
        return Value.plain(g.put("Reshape", g.plain(x), g.ints(sizes)), sizes.length);
    }

    /** @param sizes int64 or int32 [rank] */
    public Value reshape(Value x, Value sizes, int rank) {
        var constant = sizes.constant().map(Tensor::longs);
        return constant.isPresent()
                ? reshape(x, constant.get())
                : Value.plain(g.put("Reshape", g.plain(x), int64(sizes)), rank);
    }

    /** An integer tensor as int64, as ONNX wants sizes and indices. */
    public String int64(Value x) {
        return x.constant()
                .filter(c -> c.rank() <= 1)
                .map(c -> c.rank() == 1 ? g.ints(c.longs()) : g.integer(c.longs()[0]))
                .orElseGet(() -> g.cast(g.plain(x), DataType.INT64));
    }

    public Value expandDims(Value x, long axis) {
        int at = Math.toIntExact(axis < 0 && x.rank() >= 0 ? axis + x.rank() + 1 : axis);
        return Value.plain(g.put("Unsqueeze", g.plain(x), g.ints(at)), x.rank() < 0 ? -1 : x.rank() + 1);
    }

    /** @param axes none for all of size 1 */
    public Value squeeze(Value x, long... axes) {
        if (axes.length == 0) {
            return Value.plain(g.put("Squeeze", g.plain(x)), -1);
        }
        if (x.rank() < 0) {
            return Value.plain(g.put("Squeeze", g.plain(x), g.ints(axes)), -1);
        }
        var held = Arrays.stream(axes).map(x::held).sorted().toArray();
        var out = g.put("Squeeze", x.weight().isPresent() ? g.plain(x) : x.tensor(), g.ints(held));
        return Value.held(out, without(x, axes));
    }

    /** The order of axes that is left when some are gone. */
    private static List<Integer> without(Value x, long[] axes) {
        var gone = Arrays.stream(axes).mapToInt(x::own).boxed().toList();
        return x.axes().stream()
                .filter(axis -> !gone.contains(axis))
                .map(axis ->
                        axis - (int) gone.stream().filter(gap -> gap < axis).count())
                .toList();
    }

    public Value concat(long axis, List<Value> xs) {
        if (xs.size() == 1) {
            return xs.get(0);
        }
        if (xs.stream()
                .allMatch(x -> x.constant()
                        .filter(c -> c.type().isInteger() && c.rank() == 1)
                        .isPresent())) {
            // Lists of axes and sizes, which others need to know.
            var all = xs.stream()
                    .flatMapToLong(x -> Arrays.stream(x.constant().orElseThrow().longs()))
                    .toArray();
            return g.constant(Arrays.toString(all), Tensor.of(all, all.length));
        }
        var common = common(xs);
        var like = common.rank() >= 0 ? common : Value.plain("", -1);
        var from = xs.stream().map(x -> aligned(x, like)).toArray(String[]::new);
        return new Value(
                g.put("Concat", n -> n.with("axis", like.held(axis)), from),
                like.rank(),
                like.order(),
                Optional.empty());
    }

    /** Joins values along a new axis. */
    public Value pack(long axis, List<Value> xs) {
        int rank = xs.get(0).rank();
        int at = Math.toIntExact(axis < 0 && rank >= 0 ? axis + rank + 1 : axis);
        var from =
                xs.stream().map(x -> g.put("Unsqueeze", g.plain(x), g.ints(at))).toArray(String[]::new);
        return Value.plain(g.put("Concat", n -> n.with("axis", at), from), rank < 0 ? -1 : rank + 1);
    }

    public List<Value> unpack(Value x, long axis, int count) {
        var parts = split(x, axis, count, Optional.empty());
        return parts.stream().map(p -> squeeze(p, x.own(axis))).toList();
    }

    /** @param sizes of the parts, or empty for equal ones */
    public List<Value> split(Value x, long axis, int count, Optional<long[]> sizes) {
        var from = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        UnaryOperator<Node> settings = n -> n.with("axis", from.held(axis));
        if (count == 1) {
            return List.of(from);
        }
        var outs = sizes.isPresent()
                ? g.put("Split", count, settings, from.tensor(), g.ints(sizes.get()))
                : g.put("Split", count, n -> settings.apply(n).with("num_outputs", count), from.tensor());
        return outs.stream()
                .map(o -> new Value(o, from.rank(), from.order(), Optional.empty()))
                .toList();
    }

    /**
     * Pads with a value.
     *
     * @param pads per axis: before and after, [rank, 2]
     */
    public Value pad(Value x, long[] pads, String mode, float value) {
        var from = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        int rank = pads.length / 2;
        var order = from.isPlain() ? Value.natural(rank) : from.order();
        var sides = new long[pads.length];
        for (int i = 0; i < rank; i++) {
            sides[i] = pads[2 * order.get(i)];
            sides[rank + i] = pads[2 * order.get(i) + 1];
        }
        var out = mode.equals("constant")
                ? g.put("Pad", from.tensor(), g.ints(sides), g.number(value))
                : g.put("Pad", n -> n.with("mode", mode), from.tensor(), g.ints(sides));
        return new Value(out, rank, from.order(), Optional.empty());
    }

    /** Pads with a value that the file holds. */
    public Value pad(Value x, long[] pads, Value value) {
        return pad(
                x,
                pads,
                "constant",
                value.constant()
                        .orElseThrow(() -> new Unsupported("nhwc.computed"))
                        .item());
    }

    /** As many elements from each begin on; a negative number takes all that follow. */
    public Value part(Value x, long[] begins, long[] counts) {
        var ends = new long[begins.length];
        Arrays.setAll(ends, i -> counts[i] < 0 ? Long.MAX_VALUE : begins[i] + counts[i]);
        var steps = new long[begins.length];
        Arrays.fill(steps, 1);
        return slice(x, begins, ends, steps);
    }

    /** Slices with NumPy's begin, end and step on the first axes; bounds may lie outside. */
    public Value slice(Value x, long[] begins, long[] ends, long[] steps) {
        var from = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        var axes = IntStream.range(0, begins.length).mapToLong(from::held).toArray();
        var out = g.put("Slice", from.tensor(), g.ints(begins), g.ints(ends), g.ints(axes), g.ints(steps));
        return new Value(out, from.rank(), from.order(), Optional.empty());
    }

    /** The masks of TensorFlow's StridedSlice, a bit for each entry of its specification. */
    public record Masks(long begin, long end, long ellipsis, long added, long single) {
        private static boolean has(long mask, int i) {
            return (mask >> i & 1) != 0;
        }
    }

    /** TensorFlow's StridedSlice with constant bounds. */
    public Value stridedSlice(Value x, long[] begin, long[] end, long[] step, Masks masks) {
        if (begin.length != end.length || begin.length != step.length) {
            throw new Unsupported("nhwc.misfit");
        }
        var axes = new ArrayList<Integer>();
        var begins = new ArrayList<Long>();
        var ends = new ArrayList<Long>();
        var steps = new ArrayList<Long>();
        var gone = new ArrayList<Integer>();
        var added = new ArrayList<Integer>();
        int entries = (int) IntStream.range(0, begin.length)
                .filter(i -> !Masks.has(masks.added(), i) && !Masks.has(masks.ellipsis(), i))
                .count();
        int axis = 0;
        int to = 0;
        for (int i = 0; i < begin.length; i++) {
            if (Masks.has(masks.ellipsis(), i)) {
                if (x.rank() < 0) {
                    throw new Unsupported("nhwc.unknown-rank");
                }
                int skipped = x.rank() - entries;
                axis += skipped;
                to += skipped;
                continue;
            }
            if (Masks.has(masks.added(), i)) {
                added.add(to++);
                continue;
            }
            boolean single = Masks.has(masks.single(), i);
            boolean all = !single && Masks.has(masks.begin(), i) && Masks.has(masks.end(), i) && step[i] == 1;
            if (!all) {
                boolean back = step[i] < 0;
                axes.add(axis);
                begins.add(!single && Masks.has(masks.begin(), i) ? back ? Long.MAX_VALUE : 0 : begin[i]);
                ends.add(
                        single
                                ? begin[i] == -1 ? Long.MAX_VALUE : begin[i] + 1
                                : Masks.has(masks.end(), i) ? back ? Long.MIN_VALUE : Long.MAX_VALUE : end[i]);
                steps.add(single ? 1 : step[i]);
            }
            if (single) {
                gone.add(axis);
            } else {
                to++;
            }
            axis++;
        }
        var known = x.constant().filter(c -> c.rank() == 1 && c.type().isInteger() && axes.size() == 1);
        if (known.isPresent() && added.isEmpty() && steps.get(0) == 1) {
            var all = known.get().longs();
            int from = clamp(begins.get(0), all.length);
            var part = Arrays.copyOfRange(all, from, Math.max(from, clamp(ends.get(0), all.length)));
            var tensor = gone.isEmpty() ? Tensor.of(part, part.length) : Tensor.scalar(part[0]);
            return g.constant(x.tensor() + Arrays.toString(part), tensor);
        }
        var out = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        if (!axes.isEmpty()) {
            var value = out;
            var name = g.put(
                    "Slice",
                    value.tensor(),
                    g.ints(longs(begins)),
                    g.ints(longs(ends)),
                    g.ints(axes.stream().mapToLong(value::held).toArray()),
                    g.ints(longs(steps)));
            out = new Value(name, value.rank(), value.order(), Optional.empty());
        }
        if (!gone.isEmpty()) {
            out = squeeze(out, gone.stream().mapToLong(i -> i).toArray());
        }
        if (!added.isEmpty()) {
            var name = g.put(
                    "Unsqueeze",
                    g.plain(out),
                    g.ints(added.stream().mapToLong(i -> i).toArray()));
            out = Value.plain(name, out.rank() < 0 ? -1 : out.rank() + added.size());
        }
        return out;
    }

    private static int clamp(long at, int size) {
        return (int) Math.max(0, Math.min(size, at < 0 ? at + size : at));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(i -> i).toArray();
    }

    /** A reduction such as ReduceMean over axes. */
    public Value reduce(String op, Value x, long[] axes, boolean keep) {
        var from = x.weight().isPresent() ? Value.plain(g.plain(x), x.rank()) : x;
        if (from.rank() < 0) {
            return Value.plain(g.put(op, n -> n.with("keepdims", keep ? 1 : 0), from.tensor(), g.ints(axes)), -1);
        }
        var held = Arrays.stream(axes).map(from::held).sorted().distinct().toArray();
        var out = op.equals("ReduceSum") || op.equals("ReduceMean") || OPSET_18_REDUCES.contains(op)
                ? g.put(op, n -> n.with("keepdims", keep ? 1 : 0), from.tensor(), g.ints(held))
                : g.put(op, n -> n.with("axes", held).with("keepdims", keep ? 1 : 0), from.tensor());
        return Value.held(out, keep ? from.axes() : without(from, axes));
    }

    private static final List<String> OPSET_18_REDUCES = List.of("ReduceMax", "ReduceMin", "ReduceProd", "ReduceL2");

    /** ArgMax or ArgMin, int64; without the axis. */
    public Value arg(String op, Value x, long axis) {
        if (x.rank() < 0) {
            return Value.plain(g.put(op, n -> n.with("axis", axis).with("keepdims", 0), g.plain(x)), -1);
        }
        var out = g.put(op, n -> n.with("axis", x.held(axis)).with("keepdims", 0), x.tensor());
        return Value.held(out, without(x, new long[] {axis}));
    }

    /** Softmax or LogSoftmax over an axis. */
    public Value softmax(String op, Value x, long axis) {
        return each(op, n -> n.with("axis", x.rank() < 0 ? axis : x.held(axis)), x);
    }

    public Value gather(Value x, Value indices, long axis) {
        int rank = x.rank() < 0 || indices.rank() < 0 ? -1 : x.rank() + indices.rank() - 1;
        return Value.plain(g.put("Gather", n -> n.with("axis", x.own(axis)), g.plain(x), int64(indices)), rank);
    }

    public Value tile(Value x, Value repeats) {
        return Value.plain(g.put("Tile", g.plain(x), int64(repeats)), x.rank());
    }

    /** Enlarges or shrinks height and width to constant sizes. */
    public Value resize(Value x, long[] size, boolean bilinear, boolean alignCorners, boolean halfPixel) {
        var order = Value.channelsFirst(4);
        var from = g.in(x, order);
        var outer = g.put("Slice", g.put("Shape", from), g.ints(0), g.ints(2));
        var sizes = g.put("Concat", n -> n.with("axis", 0), outer, g.ints(size));
        var where = alignCorners ? "align_corners" : halfPixel ? "half_pixel" : "asymmetric";
        var out = g.put(
                "Resize",
                n -> {
                    var moved = n.with("coordinate_transformation_mode", where);
                    return bilinear
                            ? moved.with("mode", "linear")
                            : moved.with("mode", "nearest")
                                    .with("nearest_mode", alignCorners || halfPixel ? "round_prefer_ceil" : "floor");
                },
                from,
                "",
                "",
                sizes);
        return Value.held(out, order);
    }

    /** DepthToSpace or SpaceToDepth. */
    public Value blocks(String op, Value x, long size) {
        var order = Value.channelsFirst(4);
        return Value.held(g.put(op, n -> n.with("blocksize", size), g.in(x, order)), order);
    }

    /** Moves blocks of height and width into the batch: what a dilated convolution is made of. */
    public Value spaceToBatch(Value x, long block, long[] pads) {
        var order = Value.channelsFirst(4);
        var padded = pad(x, new long[] {0, 0, pads[0], pads[1], pads[2], pads[3], 0, 0}, "constant", 0);
        var from = g.in(padded, order);
        var channels = g.put("Slice", g.put("Shape", from), g.ints(1), g.ints(2));
        var deep = g.put("SpaceToDepth", n -> n.with("blocksize", block), from);
        var side = g.put("Slice", g.put("Shape", deep), g.ints(2), g.ints(4));
        UnaryOperator<Node> join = n -> n.with("axis", 0);
        var split = g.put("Reshape", deep, g.put("Concat", join, g.ints(0, block * block), channels, side));
        var turned = g.put("Transpose", n -> n.with("perm", new long[] {1, 0, 2, 3, 4}), split);
        return Value.held(g.put("Reshape", turned, g.put("Concat", join, g.ints(-1), channels, side)), order);
    }

    /** The way back: {@link #spaceToBatch}. */
    public Value batchToSpace(Value x, long block, long[] crops) {
        var order = Value.channelsFirst(4);
        var from = g.in(x, order);
        var rest = g.put("Slice", g.put("Shape", from), g.ints(1), g.ints(4));
        UnaryOperator<Node> join = n -> n.with("axis", 0);
        var split = g.put("Reshape", from, g.put("Concat", join, g.ints(block * block, -1), rest));
        var turned = g.put("Transpose", n -> n.with("perm", new long[] {1, 0, 2, 3, 4}), split);
        var side = g.put("Slice", g.put("Shape", from), g.ints(2), g.ints(4));
        var channels = g.put("Mul", g.put("Slice", g.put("Shape", from), g.ints(1), g.ints(2)), g.ints(block * block));
        var batch = g.put("Slice", g.put("Shape", turned), g.ints(0), g.ints(1));
        var deep = g.put("Reshape", turned, g.put("Concat", join, batch, channels, side));
        var wide = Value.held(g.put("DepthToSpace", n -> n.with("blocksize", block), deep), order);
        if (Arrays.stream(crops).allMatch(c -> c == 0)) {
            return wide;
        }
        return slice(
                wide,
                new long[] {0, crops[0], crops[2]},
                new long[] {
                    Long.MAX_VALUE,
                    crops[1] == 0 ? Long.MAX_VALUE : -crops[1],
                    crops[3] == 0 ? Long.MAX_VALUE : -crops[3]
                },
                new long[] {1, 1, 1});
    }

    /** The sizes of a value as a tensor of its own. */
    public Value shape(Value x, DataType type) {
        var constant = x.weight().map(w -> w.stored().sizes());
        if (constant.isPresent()) {
            return g.constant(x.tensor() + "/shape", Tensor.of(constant.get(), constant.get().length));
        }
        var sizes = g.sizes(x);
        return Value.plain(type == DataType.INT64 ? sizes : g.cast(sizes, type), 1);
    }
}
