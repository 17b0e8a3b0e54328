package dev.vitrine.methods;

import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The numbers behind one output value of one node, worked out in double precision from the traced inputs, as the ONNX
 * operator set defines the operator.
 *
 * @param terms the inputs that have a say, each with its weight where the operator weighs them
 * @param bias what is added to them
 * @param sum what they make before the activation
 * @param activation the operator that is applied last, where it is a node of its own
 * @param result the value
 * @param formula all of it with numbers filled in, shortened in the middle
 * @param kernel sizes of the window of a convolution; empty for other operators
 */
record Arithmetic(
        List<Term> terms,
        double bias,
        double sum,
        Optional<String> activation,
        double result,
        String formula,
        Optional<Kernel> kernel) {
    private static final int SHOWN = 8;

    /** One input value; {@code weight} is NaN where the operator has none. */
    record Term(long[] index, double value, double weight) {
        double product() {
            return value * weight;
        }
    }

    /**
     * A convolution's window with all places, those in the padding as zero.
     *
     * @param sizes of the window
     * @param channels the input channels, in the order of the rows
     * @param patch one row per channel: the input under the window
     * @param weights one row per channel
     */
    record Kernel(long[] sizes, long[] channels, float[][] patch, float[][] weights) {}

    /**
     * @param node a node whose first output is meant
     * @param index of the value in that output, one entry per dimension
     * @throws InputException if the operator has no arithmetic that can be shown; says which have
     */
    static Arithmetic of(Look look, Node node, long[] index) {
        return known(look, node, index)
                .orElseThrow(() -> InputException.of(
                        "value.no-arithmetic",
                        "op",
                        node.op(),
                        "name",
                        look.graph().label(node)));
    }

    private static Optional<Arithmetic> known(Look look, Node node, long[] index) {
        var at = new At(look, node, index);
        if (node.is("PRelu")) {
            double slope = at.input(1).at(at.input(1).broadcast(index));
            return Optional.of(activated(look, node, index, PointwiseFunction.leaky("PRelu", slope)));
        }
        var function = PointwiseFunction.of(look.graph(), node);
        if (function.isPresent()) {
            return Optional.of(activated(look, node, index, function.get()));
        }
        if (!node.domain().isEmpty()) {
            return Optional.empty();
        }
        return switch (node.op()) {
            case "Conv" -> Optional.of(convolution(at));
            case "ConvTranspose" ->
                node.attribute("output_shape").isPresent()
                                || node.stringAttribute("auto_pad", "NOTSET").startsWith("SAME")
                        ? Optional.empty()
                        : Optional.of(transposedConvolution(at));
            case "MaxPool", "AveragePool", "LpPool", "GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool" ->
                Optional.of(pooling(at));
            case "Gemm" -> Optional.of(gemm(at));
            case "MatMul" -> Optional.of(product(at));
            case "Softmax" -> Optional.of(softmax(at));
            case "BatchNormalization" -> Optional.of(normalisation(at));
            case "Add", "Sub", "Mul", "Div", "Sum" -> Optional.of(elementwise(at));
            case "Concat", "Identity", "Dropout" -> Optional.of(handedOn(at));
            default -> Optional.empty();
        };
    }

    /** A traced tensor that is read one value at a time. */
    private record Values(Tensor tensor, long[] sizes) {
        double at(long... index) {
            long flat = 0;
            for (int d = 0; d < sizes.length; d++) {
                flat = flat * sizes[d] + index[d];
            }
            var one = new float[1];
            tensor.read(flat, one, 0, 1);
            return one[0];
        }

        /** The place in this tensor that broadcasting puts against a place of the output. */
        long[] broadcast(long[] output) {
            long[] own = new long[sizes.length];
            int shift = output.length - sizes.length;
            for (int d = 0; d < own.length; d++) {
                own[d] = sizes[d] == 1 ? 0 : output[d + shift];
            }
            return own;
        }
    }

    private record At(Look look, Node node, long[] index) {
        Values input(int i) {
            var name = node.input(i).orElseThrow();
            var tensor = look.trace().get(name);
            return new Values(tensor, tensor.sizes());
        }

        boolean has(int i) {
            return node.input(i).isPresent();
        }
    }

    private static Arithmetic activated(Look look, Node node, long[] index, PointwiseFunction function) {
        var source = node.input(0).orElseThrow();
        var before = look.graph()
                .producer(source)
                .filter(p -> p.output(0).equals(Optional.of(source)))
                .flatMap(p -> known(look, p, index))
                .filter(b -> b.activation.isEmpty());
        double x = before.map(Arithmetic::result)
                .orElseGet(() -> new At(look, node, index).input(0).at(index));
        double y = function.value().applyAsDouble(x);
        var step = function.op() + "(" + Words.number(x) + ") = " + Words.number(y);
        var activation = Optional.of(function.op());
        return before.map(b -> new Arithmetic(b.terms, b.bias, x, activation, y, b.formula + "; " + step, b.kernel))
                .orElseGet(() ->
                        new Arithmetic(List.of(new Term(index, x, 1)), 0, x, activation, y, step, Optional.empty()));
    }

    private static Arithmetic convolution(At at) {
        var x = at.input(0);
        var w = at.input(1);
        long groups = at.node.intAttribute("group", 1);
        long[] kernel = spatial(w.sizes);
        long[] sizes = spatial(x.sizes);
        long each = w.sizes[1];
        long first = at.index[1] / (w.sizes[0] / groups) * each;
        var taps = Window.of(at.node, kernel, sizes).taps(spatial(at.index), sizes);
        return convolved(at, x, w, taps, first, each, (c, k) -> weightIndex(at.index[1], c, k));
    }

    private static Arithmetic transposedConvolution(At at) {
        var x = at.input(0);
        var w = at.input(1);
        long groups = at.node.intAttribute("group", 1);
        long[] kernel = spatial(w.sizes);
        long[] sizes = spatial(x.sizes);
        long each = x.sizes[1] / groups;
        long first = at.index[1] / w.sizes[1] * each;
        var taps = Window.of(at.node, kernel, sizes).transposedTaps(spatial(at.index), sizes);
        return convolved(at, x, w, taps, first, each, (c, k) -> weightIndex(first + c, at.index[1] % w.sizes[1], k));
    }

    /** Where in the weight tensor the number for an input channel of the group and a place of the kernel is. */
    private interface WeightIndex {
        long[] of(long channel, long[] place);
    }

    private static long[] weightIndex(long first, long second, long[] place) {
        long[] index = new long[place.length + 2];
        index[0] = first;
        index[1] = second;
        System.arraycopy(place, 0, index, 2, place.length);
        return index;
    }

    private static Arithmetic convolved(
            At at, Values x, Values w, List<Window.Tap> taps, long first, long channels, WeightIndex weights) {
        long[] kernel = spatial(w.sizes);
        var terms = new ArrayList<Term>();
        var patch = new float[(int) channels][taps.size()];
        var slices = new float[(int) channels][taps.size()];
        long[] names = new long[(int) channels];
        for (int c = 0; c < channels; c++) {
            names[c] = first + c;
            for (var tap : taps) {
                double weight = w.at(weights.of(c, place(tap.offset(), kernel)));
                slices[c][tap.offset()] = (float) weight;
                if (tap.inside()) {
                    long[] index = weightIndex(at.index[0], first + c, tap.position());
                    double value = x.at(index);
                    patch[c][tap.offset()] = (float) value;
                    terms.add(new Term(index, value, weight));
                }
            }
        }
        double bias = at.has(2) ? at.input(2).at(at.index[1]) : 0;
        return linear(terms, bias, Optional.of(new Kernel(kernel, names, patch, slices)));
    }

    private static long[] place(int offset, long[] kernel) {
        long[] place = new long[kernel.length];
        int rest = offset;
        for (int d = kernel.length - 1; d >= 0; d--) {
            place[d] = rest % kernel[d];
            rest /= (int) kernel[d];
        }
        return place;
    }

    private static long[] spatial(long[] all) {
        return Arrays.copyOfRange(all, 2, all.length);
    }

    private static Arithmetic pooling(At at) {
        var x = at.input(0);
        var node = at.node;
        long[] sizes = spatial(x.sizes);
        boolean global = node.op().startsWith("Global");
        var window = global
                ? new Window(
                        sizes, ones(sizes.length), ones(sizes.length), new long[sizes.length], new long[sizes.length])
                : Window.of(node, node.intsAttribute("kernel_shape").orElse(sizes), sizes);
        var taps = window.taps(global ? new long[sizes.length] : spatial(at.index), sizes);
        var values = new ArrayList<Term>();
        for (var tap : taps) {
            if (tap.inside()) {
                long[] index = weightIndex(at.index[0], at.index[1], tap.position());
                values.add(new Term(index, x.at(index), Double.NaN));
            }
        }
        if (node.op().endsWith("MaxPool")) {
            return largest(values);
        }
        if (node.op().endsWith("LpPool")) {
            return norm(values, node.intAttribute("p", 2));
        }
        long count = node.intAttribute("count_include_pad", 0) == 0 ? values.size() : padded(at, taps);
        double sum = values.stream().mapToDouble(Term::value).sum() / count;
        var formula = "(" + shortened(values.stream().map(t -> signed(t.value)).toList(), " + ") + ") / " + count
                + " = " + Words.number(sum);
        var weighted = values.stream()
                .map(t -> new Term(t.index, t.value, 1.0 / count))
                .toList();
        return new Arithmetic(weighted, 0, sum, Optional.empty(), sum, formula, Optional.empty());
    }

    /** Places beyond the padding, which rounding sizes up brings in, count until operator set 18 and no more from 19 on. */
    private static long padded(At at, List<Window.Tap> taps) {
        return at.look.engine().model().opset() < 19
                ? taps.size()
                : taps.stream().filter(Window.Tap::padded).count();
    }

    private static long[] ones(int rank) {
        long[] ones = new long[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Arithmetic largest(List<Term> values) {
        int best = 0;
        for (int i = 1; i < values.size(); i++) {
            best = values.get(i).value > values.get(best).value ? i : best;
        }
        var weighted = new ArrayList<Term>();
        for (int i = 0; i < values.size(); i++) {
            weighted.add(new Term(values.get(i).index, values.get(i).value, i == best ? 1 : 0));
        }
        double result = values.get(best).value;
        var formula = "max("
                + shortened(values.stream().map(t -> Words.number(t.value)).toList(), ", ") + ") = "
                + Words.number(result);
        return new Arithmetic(weighted, 0, result, Optional.empty(), result, formula, Optional.empty());
    }

    private static Arithmetic norm(List<Term> values, long p) {
        double sum =
                values.stream().mapToDouble(t -> Math.pow(Math.abs(t.value), p)).sum();
        double result = Math.pow(sum, 1.0 / p);
        var formula = "("
                + shortened(
                        values.stream()
                                .map(t -> "|" + Words.number(t.value) + "|^" + p)
                                .toList(),
                        " + ") + ")^(1/" + p + ") = " + Words.number(result);
        return new Arithmetic(values, 0, sum, Optional.empty(), result, formula, Optional.empty());
    }

    private static Arithmetic gemm(At at) {
        var a = at.input(0);
        var b = at.input(1);
        boolean turnA = at.node.intAttribute("transA", 0) == 1;
        boolean turnB = at.node.intAttribute("transB", 0) == 1;
        double alpha = at.node.floatAttribute("alpha", 1);
        long inner = a.sizes[turnA ? 0 : 1];
        var terms = new ArrayList<Term>();
        for (long k = 0; k < inner; k++) {
            long[] index = turnA ? new long[] {k, at.index[0]} : new long[] {at.index[0], k};
            double weight = turnB ? b.at(at.index[1], k) : b.at(k, at.index[1]);
            terms.add(new Term(index, a.at(index), alpha * weight));
        }
        double bias = 0;
        if (at.has(2)) {
            var c = at.input(2);
            bias = at.node.floatAttribute("beta", 1) * c.at(c.broadcast(at.index));
        }
        return linear(terms, bias, Optional.empty());
    }

    /** As numpy's {@code matmul}: the last two dimensions are multiplied, those before are broadcast. */
    private static Arithmetic product(At at) {
        var a = at.input(0);
        var b = at.input(1);
        boolean row = a.sizes.length == 1;
        boolean column = b.sizes.length == 1;
        int used = (row ? 0 : 1) + (column ? 0 : 1);
        long[] batch = Arrays.copyOf(at.index, at.index.length - used);
        long[] left = aligned(batch, a.sizes, 2);
        long[] right = aligned(batch, b.sizes, 2);
        var terms = new ArrayList<Term>();
        for (long k = 0; k < a.sizes[a.sizes.length - 1]; k++) {
            long[] index = row ? new long[] {k} : joined(left, at.index[batch.length], k);
            long[] other = column ? new long[] {k} : joined(right, k, at.index[at.index.length - 1]);
            terms.add(new Term(index, a.at(index), b.at(other)));
        }
        return linear(terms, 0, Optional.empty());
    }

    private static long[] aligned(long[] batch, long[] sizes, int matrix) {
        long[] own = new long[Math.max(0, sizes.length - matrix)];
        for (int d = 0; d < own.length; d++) {
            own[d] = sizes[d] == 1 ? 0 : batch[d + batch.length - own.length];
        }
        return own;
    }

    private static long[] joined(long[] head, long... tail) {
        long[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** Before operator set 13 all dimensions from the axis on are one. */
    private static Arithmetic softmax(At at) {
        var x = at.input(0);
        int rank = x.sizes.length;
        boolean flat = at.look.engine().model().opset() < 13;
        int axis = (int) at.node.intAttribute("axis", flat ? 1 : -1);
        int from = axis < 0 ? axis + rank : axis;
        long[] axes = flat ? Arrays.copyOfRange(x.sizes, from, rank) : new long[] {x.sizes[from]};
        var terms = new ArrayList<Term>();
        int count = Math.toIntExact(Tensor.count(axes));
        for (int i = 0; i < count; i++) {
            long[] index = at.index.clone();
            System.arraycopy(place(i, axes), 0, index, from, axes.length);
            terms.add(new Term(index, x.at(index), Double.NaN));
        }
        double largest = terms.stream().mapToDouble(Term::value).max().orElseThrow();
        double sum =
                terms.stream().mapToDouble(t -> Math.exp(t.value - largest)).sum();
        double own = x.at(at.index);
        double result = Math.exp(own - largest) / sum;
        var formula = "exp(" + Words.number(own) + ") / ("
                + shortened(
                        terms.stream()
                                .map(t -> "exp(" + Words.number(t.value) + ")")
                                .toList(),
                        " + ") + ") = "
                + Words.number(result);
        return new Arithmetic(terms, 0, sum * Math.exp(largest), Optional.empty(), result, formula, Optional.empty());
    }

    private static Arithmetic normalisation(At at) {
        long c = at.index.length > 1 ? at.index[1] : 0;
        double x = at.input(0).at(at.index);
        double scale = at.input(1).at(c);
        double shift = at.input(2).at(c);
        double mean = at.input(3).at(c);
        double variance = at.input(4).at(c);
        double epsilon = at.node.floatAttribute("epsilon", 1e-5f);
        double factor = scale / Math.sqrt(variance + epsilon);
        double result = (x - mean) * factor + shift;
        var formula = "(" + Words.number(x) + " - " + signed(mean) + ") / √(" + Words.number(variance) + " + "
                + Words.number(epsilon) + ") × " + signed(scale) + " + " + signed(shift) + " = " + Words.number(result);
        return new Arithmetic(
                List.of(new Term(at.index, x, factor)),
                shift - mean * factor,
                result,
                Optional.empty(),
                result,
                formula,
                Optional.empty());
    }

    private static Arithmetic elementwise(At at) {
        var op = at.node.op();
        var terms = new ArrayList<Term>();
        for (int i = 0; i < at.node.inputs().size(); i++) {
            var operand = at.input(i);
            long[] index = operand.broadcast(at.index);
            double weight = op.equals("Mul") || op.equals("Div") ? Double.NaN : op.equals("Sub") && i == 1 ? -1 : 1;
            terms.add(new Term(index, operand.at(index), weight));
        }
        double result = terms.get(0).value;
        for (int i = 1; i < terms.size(); i++) {
            double other = terms.get(i).value;
            result = switch (op) {
                case "Sub" -> result - other;
                case "Mul" -> result * other;
                case "Div" -> result / other;
                default -> result + other;
            };
        }
        var sign = switch (op) {
            case "Sub" -> " - ";
            case "Mul" -> " × ";
            case "Div" -> " / ";
            default -> " + ";
        };
        var formula = shortened(terms.stream().map(t -> signed(t.value)).toList(), sign) + " = " + Words.number(result);
        return new Arithmetic(terms, 0, result, Optional.empty(), result, formula, Optional.empty());
    }

    /**
     * Where a value was made that a node only hands on.
     *
     * @param index one entry per dimension
     */
    record Source(String tensor, long[] index) {}

    /** The value that a node hands on as it is; empty if the node computes. */
    static Optional<Source> source(Look look, Node node, long[] index) {
        return switch (node.domain().isEmpty() ? node.op() : "") {
            case "Identity", "Dropout" -> node.input(0).map(name -> new Source(name, index));
            case "Concat" -> Optional.of(part(look, node, index));
            default -> Optional.empty();
        };
    }

    /** The parts of a Concat lie one after the other along its axis. */
    private static Source part(Look look, Node node, long[] index) {
        int axis = (int) node.intAttribute("axis", 1);
        var own = index.clone();
        int d = axis < 0 ? axis + index.length : axis;
        for (var name : node.inputs()) {
            long size = look.trace().get(name).size(d);
            if (own[d] < size) {
                return new Source(name, own);
            }
            own[d] -= size;
        }
        throw new IllegalArgumentException("no part of " + look.graph().label(node) + " reaches that far");
    }

    private static Arithmetic handedOn(At at) {
        var source = source(at.look, at.node, at.index).orElseThrow();
        var tensor = at.look.trace().get(source.tensor);
        double value = new Values(tensor, tensor.sizes()).at(source.index);
        var formula = source.tensor + Arrays.toString(source.index) + " = " + Words.number(value);
        return new Arithmetic(
                List.of(new Term(source.index, value, Double.NaN)),
                0,
                value,
                Optional.empty(),
                value,
                formula,
                Optional.empty());
    }

    private static Arithmetic linear(List<Term> terms, double bias, Optional<Kernel> kernel) {
        double sum = terms.stream().mapToDouble(Term::product).sum() + bias;
        var formula = shortened(
                        terms.stream()
                                .map(t -> signed(t.value) + "×" + signed(t.weight))
                                .toList(),
                        " + ") + (terms.isEmpty() ? "" : " + ") + signed(bias) + " = " + Words.number(sum);
        return new Arithmetic(terms, bias, sum, Optional.empty(), sum, formula, kernel);
    }

    private static String signed(double value) {
        return value < 0 ? "(" + Words.number(value) + ")" : Words.number(value);
    }

    private static String shortened(List<String> parts, String separator) {
        if (parts.size() <= SHOWN) {
            return String.join(separator, parts);
        }
        return parts.stream().limit(SHOWN - 3).collect(Collectors.joining(separator))
                + separator + "…" + separator
                + String.join(separator, parts.subList(parts.size() - 2, parts.size()));
    }
}
