package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.torchexport.Operator.Unexpressed;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Operators that move, choose, join and make elements. */
final class ShapeOperators {
    private ShapeOperators() {}

    /** dropout, contiguous, clone, detach, alias: the tensor itself. */
    static void same(Call call) {
        if (call.flag("train", false)) {
            throw new Unexpressed("train");
        }
        call.same(call.tensor(call.has("self") ? "self" : "input"));
    }

    /** view, reshape, _unsafe_view (self, size). */
    static void reshape(Call call) {
        call.end("Reshape", List.of(call.tensor("self"), call.sizes(call.has("size") ? "size" : "shape")), Map.of());
    }

    /** flatten (self, start_dim, end_dim), unflatten (self, dim, sizes), squeeze and others whose result has a known shape. */
    static void toOutputShape(Call call) {
        var x = call.tensor("self");
        var sizes = call.shape(call.output(0));
        long unknown = Arrays.stream(sizes).filter(n -> n < 0).count();
        if (unknown > 1) {
            throw new Unexpressed("shape");
        }
        call.end("Reshape", x, call.constant(sizes));
    }

    /** unsqueeze (self, dim). */
    static void unsqueeze(Call call) {
        var x = call.tensor("self");
        long dim = call.integer("dim", 0);
        call.end("Unsqueeze", x, call.constant(dim < 0 ? dim + call.rank(x) + 1 : dim));
    }

    /** squeeze (self, dim): nothing where the size is not one. */
    static void squeeze(Call call) {
        var x = call.tensor("self");
        var shape = call.shape(x);
        var asked = call.has("dim")
                ? call.ints("dim")
                : LongStream.range(0, shape.length).toArray();
        var axes = Arrays.stream(asked)
                .map(a -> a < 0 ? a + shape.length : a)
                .filter(a -> shape[(int) a] == 1)
                .toArray();
        if (axes.length == 0) {
            call.same(x);
        } else {
            call.end("Squeeze", x, call.constant(axes));
        }
    }

    /** transpose (self, dim0, dim1). */
    static void transpose(Call call) {
        var x = call.tensor("self");
        var order = LongStream.range(0, call.rank(x)).toArray();
        int a = (int) call.axis(call.integer("dim0", 0), x);
        int b = (int) call.axis(call.integer("dim1", 1), x);
        order[a] = b;
        order[b] = a;
        call.end("Transpose", List.of(x), Map.of("perm", order));
    }

    /** t (self), numpy_T (self): all axes the other way round. */
    static void reversed(Call call) {
        call.end("Transpose", call.tensor("self"));
    }

    /** mT (self): the last two axes exchanged. */
    static void lastTwo(Call call) {
        var x = call.tensor("self");
        int rank = call.rank(x);
        var order = LongStream.range(0, rank).toArray();
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        call.end("Transpose", List.of(x), Map.of("perm", order));
    }

    /** permute (self, dims). */
    static void permute(Call call) {
        var x = call.tensor("self");
        var order = Arrays.stream(call.ints("dims")).map(d -> call.axis(d, x)).toArray();
        call.end("Transpose", List.of(x), Map.of("perm", order));
    }

    /** expand (self, size), where -1 keeps a size; expand_as (self, other). */
    static void expand(Call call) {
        var x = call.tensor("self");
        if (Arrays.stream(call.shape(call.output(0))).allMatch(n -> n >= 0)) {
            call.end("Expand", x, call.constant(call.shape(call.output(0))));
            return;
        }
        var sizes = call.has("other") ? call.make("Shape", call.tensor("other")) : call.sizes("size");
        // In ONNX 1 keeps a size.
        var kept = call.make("Where", call.make("Less", sizes, call.constant(0)), call.constant(1), sizes);
        call.end("Expand", x, kept);
    }

    /** repeat (self, repeats). */
    static void repeat(Call call) {
        var x = call.tensor("self");
        var repeats = call.ints("repeats");
        int more = repeats.length - call.rank(x);
        var whole = more == 0
                ? x
                : call.make(
                        "Unsqueeze", x, call.constant(LongStream.range(0, more).toArray()));
        call.end("Tile", whole, call.constant(repeats));
    }

    /** cat (tensors, dim); empty one-dimensional tensors count for nothing. */
    static void cat(Call call) {
        var type = call.outputType();
        var parts = new ArrayList<String>();
        for (var part : call.tensors("tensors")) {
            if (call.rank(part) != 1 || call.shape(part)[0] != 0 || call.rank(call.output(0)) == 1) {
                parts.add(call.cast(part, call.typeOf(part), type));
            }
        }
        long axis = call.integer("dim", 0);
        call.end("Concat", parts, Map.of("axis", axis < 0 ? axis + call.rank(parts.get(0)) : axis));
    }

    /** stack (tensors, dim). */
    static void stack(Call call) {
        var tensors = call.tensors("tensors");
        long dim = call.integer("dim", 0);
        long axis = dim < 0 ? dim + call.rank(tensors.get(0)) + 1 : dim;
        var parts = tensors.stream()
                .map(t -> call.make("Unsqueeze", t, call.constant(axis)))
                .toList();
        call.end("Concat", parts, Map.of("axis", axis));
    }

    /** split (self, split_size, dim), split_with_sizes, chunk: the sizes are those of the outputs. */
    static void split(Call call) {
        var x = call.tensor("self");
        long axis = call.axis(call.integer("dim", 0), x);
        var sizes =
                call.outputs().stream().mapToLong(o -> call.size(o, (int) axis)).toArray();
        call.end("Split", List.of(x, call.constant(sizes)), call.outputs(), Map.of("axis", axis));
    }

    /** unbind (self, dim). */
    static void unbind(Call call) {
        var x = call.tensor("self");
        long axis = call.axis(call.integer("dim", 0), x);
        for (int i = 0; i < call.outputs().size(); i++) {
            call.end(
                    "Gather",
                    List.of(x, call.scalar(DataType.INT64, i)),
                    List.of(call.output(i)),
                    Map.of("axis", axis));
        }
    }

    /** select (self, dim, index). */
    static void select(Call call) {
        var x = call.tensor("self");
        call.end(
                "Gather",
                List.of(x, call.scalar(DataType.INT64, call.integer("index", 0))),
                Map.of("axis", call.axis(call.integer("dim", 0), x)));
    }

    /** slice (self, dim, start, end, step). */
    static void slice(Call call) {
        var x = call.tensor("self");
        long axis = call.axis(call.integer("dim", 0), x);
        long start = call.integer("start", 0);
        long end = call.integer("end", Long.MAX_VALUE);
        long step = call.integer("step", 1);
        long size = call.shape(x)[(int) axis];
        if (start == 0 && step == 1 && (end == Long.MAX_VALUE || size >= 0 && end >= size)) {
            call.same(x);
            return;
        }
        call.end("Slice", x, call.constant(start), call.constant(end), call.constant(axis), call.constant(step));
    }

    /** index_select (self, dim, index). */
    static void indexSelect(Call call) {
        var x = call.tensor("self");
        call.end("Gather", List.of(x, call.tensor("index")), Map.of("axis", call.axis(call.integer("dim", 0), x)));
    }

    /** gather (self, dim, index). */
    static void gather(Call call) {
        var x = call.tensor("self");
        call.end(
                "GatherElements",
                List.of(x, call.tensor("index")),
                Map.of("axis", call.axis(call.integer("dim", 0), x)));
    }

    /** index (self, indices) with one tensor of whole numbers; the others are absent. */
    static void index(Call call) {
        var indices = call.optionalTensors("indices");
        int axis = -1;
        for (int i = 0; i < indices.size(); i++) {
            if (indices.get(i).isPresent()) {
                if (axis >= 0 || call.typeOf(indices.get(i).get()) == DataType.BOOL) {
                    throw new Unexpressed("indices");
                }
                axis = i;
            }
        }
        if (axis < 0) {
            throw new Unexpressed("indices");
        }
        call.end("Gather", List.of(call.tensor("self"), indices.get(axis).orElseThrow()), Map.of("axis", (long) axis));
    }

    /** roll (self, shifts, dims). */
    static void roll(Call call) {
        var x = call.tensor("self");
        var first = x;
        var shifts = call.ints("shifts");
        var dims = call.ints("dims");
        if (dims.length != shifts.length || dims.length == 0) {
            throw new Unexpressed("dims");
        }
        for (int i = 0; i < dims.length; i++) {
            long axis = call.axis(dims[i], first);
            long size = call.size(first, (int) axis);
            var from = call.constant(Math.floorMod(-shifts[i], size));
            var along = call.constant(axis);
            var head = call.make("Slice", x, from, call.constant(size), along);
            var tail = call.make("Slice", x, call.constant(0), from, along);
            var axisAttribute = Map.<String, Object>of("axis", axis);
            if (i == dims.length - 1) {
                call.end("Concat", List.of(head, tail), axisAttribute);
            } else {
                x = call.make("Concat", List.of(head, tail), axisAttribute);
            }
        }
    }

    /** flip (self, dims). */
    static void flip(Call call) {
        var x = call.tensor("self");
        var dims = Arrays.stream(call.ints("dims")).map(d -> call.axis(d, x)).toArray();
        var back = new long[dims.length];
        Arrays.fill(back, -1);
        var ends = new long[dims.length];
        Arrays.fill(ends, Long.MIN_VALUE);
        call.end("Slice", x, call.constant(back), call.constant(ends), call.constant(dims), call.constant(back));
    }

    /** pad (self, pad, mode, value), constant_pad_nd and others: pairs from the last axis on. */
    static void pad(Call call) {
        var x = call.tensor("self");
        var given = call.ints(call.has("pad") ? "pad" : "padding");
        int rank = call.rank(x);
        var pads = new long[2 * rank];
        for (int i = 0; i < given.length / 2; i++) {
            pads[rank - 1 - i] = given[2 * i];
            pads[2 * rank - 1 - i] = given[2 * i + 1];
        }
        var target = call.target();
        var mode = target.contains("reflection")
                ? "reflect"
                : target.contains("replication") ? "replicate" : call.text("mode", "constant");
        var inputs = new ArrayList<>(List.of(x, call.constant(pads)));
        if (mode.equals("constant")) {
            inputs.add(call.scalar(call.typeOf(x), call.number("value", 0)));
        } else if (mode.equals("circular")) {
            throw new Unexpressed("circular");
        }
        call.end("Pad", inputs, Map.of("mode", mode.equals("replicate") ? "edge" : mode));
    }

    /** tril, triu (self, diagonal). */
    static void triangle(Call call) {
        call.end(
                "Trilu",
                List.of(call.tensor("self"), call.scalar(DataType.INT64, call.integer("diagonal", 0))),
                Map.of("upper", call.target().contains("triu") ? 1L : 0L));
    }

    /** to.dtype, _to_copy, type_as, float: the type of the output. */
    static void cast(Call call) {
        var x = call.tensor("self");
        var type = call.outputType();
        if (call.typeOf(x) == type) {
            call.same(x);
        } else {
            call.end("Cast", List.of(x), Map.of("to", (long) type.code()));
        }
    }

    /** zeros, ones, full and their kin: one value in the shape of the output. */
    static void filled(Call call) {
        var type = call.outputType();
        var op = AtenTable.name(call.target());
        double value = op.contains("ones") ? 1 : op.contains("full") ? call.number("fill_value", 0) : 0;
        if (value == 0) {
            call.markZeros();
        }
        var one = Tensor.cast(type, new float[] {(float) value}, 1);
        var sizes = call.shape(call.output(0));
        if (Arrays.stream(sizes).allMatch(n -> n >= 0)) {
            call.end("ConstantOfShape", List.of(call.constant(sizes)), Map.of("value", one));
        } else if (op.endsWith("_like")) {
            call.end("ConstantOfShape", List.of(call.make("Shape", call.tensor("self"))), Map.of("value", one));
        } else {
            call.end("ConstantOfShape", List.of(call.sizes("size")), Map.of("value", one));
        }
    }

    /** arange (start, end, step). */
    static void arange(Call call) {
        var type = call.outputType();
        if (type != DataType.INT64) {
            call.end(
                    "Range",
                    call.scalar(type, call.number("start", 0)),
                    call.scalar(type, call.number("end", 0)),
                    call.scalar(type, call.number("step", 1)));
            return;
        }
        call.end("Range", bound(call, "start", 0), bound(call, "end", 0), bound(call, "step", 1));
    }

    /** A number that may depend on the sizes of the input, as a scalar. */
    private static String bound(Call call, String key, long otherwise) {
        var size = call.has(key) ? call.optionalTensor(key) : Optional.<String>empty();
        return size.map(s -> call.make("Squeeze", s, call.constant(0)))
                .orElseGet(() -> call.scalar(DataType.INT64, call.number(key, otherwise)));
    }

    /** scalar_tensor (s). */
    static void scalarTensor(Call call) {
        call.end("Identity", call.scalar(call.outputType(), call.number("s", 0)));
    }

    /** sym_size.int (self, dim): a size as a tensor of one number. */
    static void size(Call call) {
        var x = call.tensor("self");
        call.end("Gather", call.make("Shape", x), call.constant(call.axis(call.integer("dim", 0), x)));
    }

    /** Arithmetic with sizes: _operator.add, sub, mul, floordiv. */
    static void sizeArithmetic(Call call) {
        var op = AtenTable.name(call.target());
        var sides = new ArrayList<String>();
        call.arguments()
                .keySet()
                .forEach(key ->
                        sides.add(call.optionalTensor(key).orElseGet(() -> call.constant(call.integer(key, 0)))));
        var onnx = Map.of("add", "Add", "sub", "Sub", "mul", "Mul", "floordiv", "Div");
        call.end(Optional.ofNullable(onnx.get(op)).orElseThrow(() -> new Unexpressed(op)), sides, Map.of());
    }
}
