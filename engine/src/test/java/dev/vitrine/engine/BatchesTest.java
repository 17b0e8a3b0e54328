package dev.vitrine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {
    private static final Random RANDOM = new Random(5);

    private static List<Map<String, Tensor>> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Map.of("x", Tensor.of(new float[] {i, 2 * i + 1, RANDOM.nextFloat()}, 1, 3)))
                .toList();
    }

    private static Model model(long batch, Map<String, Tensor> weights, Node... nodes) {
        var last = nodes[nodes.length - 1].output(0).orElseThrow();
        return Model.of(
                new Graph(
                        "g",
                        List.of(nodes),
                        weights,
                        List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, batch, 3))),
                        List.of(new Graph.Value(last, TensorType.UNKNOWN)),
                        Map.of()),
                17);
    }

    /** The values of {@code y} are those of single runs, in order, whatever the model does with a batch. */
    private static void checked(Model model, List<Map<String, Tensor>> inputs) {
        try (var engine = Engine.of(model, 1)) {
            for (int pass = 0; pass < 2; pass++) {
                var order = new ArrayList<Integer>();
                engine.each(List.of("y"), inputs, (values, i) -> {
                    order.add(i);
                    var alone = engine.run(List.of("y"), inputs.get(i)).get("y");
                    assertThat(values.get("y").shape()).isEqualTo(alone.shape());
                    assertThat(values.get("y").floats()).containsExactly(alone.floats());
                });
                assertThat(order)
                        .containsExactlyElementsOf(
                                IntStream.range(0, inputs.size()).boxed().toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void openAndFixedBatchesGiveWhatSingleRunsGive(long batch) {
        checked(
                model(
                        batch,
                        Map.of("s", Tensor.of(new long[] {1, 3, 1}, 3)),
                        Node.of("", "Reshape", List.of("x", "s"), List.of("r")),
                        Node.of("", "Exp", List.of("r"), List.of("y"))),
                rows(150));
    }

    @Test
    void itemsThatSeeEachOtherGoOneAtATime() {
        checked(
                model(
                        -1,
                        Map.of(),
                        Node.of("", "ReduceMax", List.of("x"), List.of("m")).with("keepdims", 0),
                        Node.of("", "Div", List.of("x", "m"), List.of("y"))),
                rows(20));
    }

    @Test
    void aValueWithoutABatchGoesOneAtATime() {
        checked(
                model(
                        -1,
                        Map.of(),
                        Node.of("", "ReduceSum", List.of("x"), List.of("y")).with("keepdims", 0)),
                rows(20));
    }

    @Test
    void inputsOfOtherShapesHaveRunsOfTheirOwn() {
        var graph = model(-1, Map.of(), Node.of("", "Relu", List.of("x"), List.of("y")));
        var open = graph.withGraph(graph.graph()
                .withInputs(List.of(new Graph.Value("x", TensorType.of(DataType.FLOAT, -1, -1)))));
        var inputs = new ArrayList<>(rows(5));
        inputs.add(2, Map.of("x", Tensor.of(new float[] {1, -2}, 1, 2)));
        inputs.add(Map.of("x", Tensor.of(new float[] {1, -2, 3, 4}, 2, 2)));
        checked(open, inputs);
    }

    /** Runs are counted: all together once two different items were tried; never where equal items prove nothing. */
    @Test
    void runsAreFew() {
        var counts = new HashMap<String, Integer>();
        var batches = new Batches(
                batch -> {
                    counts.merge("together", 1, Integer::sum);
                    return batch;
                },
                one -> {
                    counts.merge("alone", 1, Integer::sum);
                    return one;
                },
                10);
        var proof = batches.each(rows(40), Batches.Proof.UNKNOWN, (values, i) -> {});
        assertThat(proof).isEqualTo(Batches.Proof.APART);
        assertThat(counts).isEqualTo(Map.of("together", 4, "alone", 2));
        counts.clear();
        batches.each(rows(40), proof, (values, i) -> {});
        assertThat(counts).isEqualTo(Map.of("together", 4));
        counts.clear();
        batches.each(rows(40), Batches.Proof.MIXED, (values, i) -> {});
        assertThat(counts).isEqualTo(Map.of("alone", 40));
        counts.clear();
        var same = rows(1).get(0);
        assertThat(batches.each(List.of(same, same, same), Batches.Proof.UNKNOWN, (values, i) -> {}))
                .isEqualTo(Batches.Proof.UNKNOWN);
        assertThat(counts).isEqualTo(Map.of("alone", 3));
    }

    /** Published networks with a fixed batch of 1; in yolox and sinet reshapes name it once more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "squeezenet1.1_fp32.onnx",
                "sinet_portrait_seg.onnx",
                "yolox_nano.onnx",
                "mnist-8.onnx",
                "dtln_model_1.onnx"
            })
    void realModels(String name) {
        var model = Model.open(Assets.file("onnx/" + name));
        try (var engine = Engine.of(model, 2)) {
            var random = new Random(3);
            var inputs = IntStream.range(0, 3)
                    .mapToObj(i -> {
                        var all = new HashMap<String, Tensor>();
                        model.graph().inputs().forEach(v -> {
                            long[] sizes =
                                    v.type().shape().orElseThrow().sizes().orElseThrow();
                            var values = new float[(int) Tensor.count(sizes)];
                            for (int k = 0; k < values.length; k++) {
                                values[k] = (float) random.nextGaussian();
                            }
                            all.put(v.name(), Tensor.of(values, sizes));
                        });
                        return (Map<String, Tensor>) all;
                    })
                    .toList();
            var output = model.graph().outputs().get(0).name();
            engine.each(List.of(output), inputs, (values, i) -> {
                var alone = Optional.ofNullable(
                                engine.run(List.of(output), inputs.get(i)).get(output))
                        .orElseThrow();
                var seen = Optional.ofNullable(values.get(output)).orElseThrow();
                assertThat(seen.shape()).isEqualTo(alone.shape());
                var a = seen.floats();
                var b = alone.floats();
                float largest = 0;
                for (float v : b) {
                    largest = Math.max(largest, Math.abs(v));
                }
                for (int k = 0; k < a.length; k++) {
                    assertThat(Math.abs(a[k] - b[k])).isLessThanOrEqualTo(1e-5f + 1e-4f * largest);
                }
            });
        }
    }
}
