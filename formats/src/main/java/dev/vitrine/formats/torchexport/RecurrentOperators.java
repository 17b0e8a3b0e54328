package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.torchexport.Operator.Unexpressed;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * lstm, gru, rnn_tanh and rnn_relu (input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first): one ONNX
 * node for each layer. PyTorch has the gates of an LSTM in the order i, f, g, o and those of a GRU as r, z, n; ONNX as i, o, f, c
 * and z, r, h. The rows of the weights are copied into that order.
 */
final class RecurrentOperators {
    private RecurrentOperators() {}

    static void lstm(Call call) {
        write(call, "LSTM", List.of(0, 3, 1, 2));
    }

    static void gru(Call call) {
        write(call, "GRU", List.of(1, 0, 2));
    }

    static void rnn(Call call) {
        write(call, "RNN", List.of(0));
    }

    private static void write(Call call, String op, List<Integer> gates) {
        boolean biases = call.flag("has_biases", true);
        int directions = call.flag("bidirectional", false) ? 2 : 1;
        int layers = (int) call.integer("num_layers", 1);
        boolean batchFirst = call.flag("batch_first", false);
        var params = call.tensors("params");
        int each = biases ? 4 : 2;
        if (call.rank(call.tensor("input")) != 3
                || params.size() != layers * directions * each
                || call.flag("train", false)) {
            throw new Unexpressed("params");
        }
        var x = call.tensor("input");
        if (batchFirst) {
            x = call.make("Transpose", List.of(x), Map.of("perm", new long[] {1, 0, 2}));
        }
        var states = call.tensors("hx");
        var last = new ArrayList<List<String>>();
        states.forEach(s -> last.add(new ArrayList<>()));
        for (int layer = 0; layer < layers; layer++) {
            var own = params.subList(layer * directions * each, (layer + 1) * directions * each);
            var inputs =
                    new ArrayList<>(List.of(x, weights(call, own, 0, each, gates), weights(call, own, 1, each, gates)));
            inputs.add(biases ? biases(call, own, each, gates) : "");
            inputs.add("");
            for (var state : states) {
                inputs.add(call.isZeros(state) ? "" : ofLayer(call, state, layer, directions, layers));
            }
            long hidden = call.size(own.get(1), 1);
            var attributes = new HashMap<String, Object>();
            attributes.put("hidden_size", hidden);
            attributes.put("direction", directions == 2 ? "bidirectional" : "forward");
            if (op.equals("GRU")) {
                attributes.put("linear_before_reset", 1L);
            }
            if (call.target().contains("rnn_relu")) {
                attributes.put("activations", Collections.nCopies(directions, "Relu"));
            }
            var stem = call.output(0) + "/layer_" + layer;
            var outputs = new ArrayList<String>();
            outputs.add(stem);
            for (int s = 0; s < states.size(); s++) {
                outputs.add(stem + (s == 0 ? "/hidden" : "/cell"));
                last.get(s).add(outputs.get(s + 1));
            }
            call.step(op, inputs, outputs, attributes);
            var joined = call.make("Transpose", List.of(stem), Map.of("perm", new long[] {0, 2, 1, 3}));
            boolean finish = layer == layers - 1 && !batchFirst;
            var size = call.constant(0, 0, directions * hidden);
            if (finish) {
                call.end("Reshape", joined, size);
            } else {
                x = call.make("Reshape", joined, size);
            }
        }
        if (batchFirst) {
            call.end("Transpose", List.of(x), Map.of("perm", new long[] {1, 0, 2}));
        }
        for (int s = 0; s < states.size(); s++) {
            if (layers == 1) {
                call.same(s + 1, last.get(s).get(0));
            } else {
                call.end("Concat", last.get(s), List.of(call.output(s + 1)), Map.of("axis", 0L));
            }
        }
    }

    /** The part of the states of all layers that one layer starts with. */
    private static String ofLayer(Call call, String state, int layer, int directions, int layers) {
        return layers == 1
                ? state
                : call.make(
                        "Slice",
                        state,
                        call.constant((long) layer * directions),
                        call.constant((layer + 1L) * directions),
                        call.constant(0L));
    }

    /** The weights of all directions of a layer: directions x (gates hidden) x inputs. */
    private static String weights(Call call, List<String> own, int which, int each, List<Integer> gates) {
        var parts = new ArrayList<Tensor>();
        for (int d = which; d < own.size(); d += each) {
            parts.addAll(reordered(weight(call, own.get(d)), gates));
        }
        var first = weight(call, own.get(which));
        return call.named(own.get(which), joined(parts, own.size() / each, first.size(0), first.size(1)));
    }

    private static String biases(Call call, List<String> own, int each, List<Integer> gates) {
        var parts = new ArrayList<Tensor>();
        for (int d = 0; d < own.size(); d += each) {
            parts.addAll(reordered(weight(call, own.get(d + 2)), gates));
            parts.addAll(reordered(weight(call, own.get(d + 3)), gates));
        }
        long size = weight(call, own.get(2)).size(0);
        return call.named(own.get(2).replace("bias_ih", "bias"), joined(parts, own.size() / each, 2 * size));
    }

    private static Tensor weight(Call call, String name) {
        return call.weight(name).orElseThrow(() -> new Unexpressed(name));
    }

    /** The blocks of rows, one for each gate, in ONNX's order. */
    private static List<Tensor> reordered(Tensor tensor, List<Integer> gates) {
        var sizes = tensor.sizes();
        sizes[0] /= gates.size();
        long block = tensor.type().bytes(Tensor.count(sizes));
        return gates.stream()
                .map(g -> Tensor.over(
                        tensor.type(), Bytes.of(tensor.bytes().slice(g * block, Math.toIntExact(block))), sizes))
                .toList();
    }

    private static Tensor joined(List<Tensor> parts, long... sizes) {
        var type = parts.get(0).type();
        var all = Tensor.direct(type.bytes(Tensor.count(sizes)));
        parts.forEach(p -> all.put(p.bytes().slice(0, (int) p.bytes().length())));
        return Tensor.over(type, Bytes.of(all.flip()), sizes);
    }
}
