package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.engine.Engine;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the DequantizeLinear of ONNX Runtime. */
final class CodesTest {
    private static Tensor random(DataType type, int low, int high, long... sizes) {
        var random = new Random(7);
        var values = new float[(int) Tensor.count(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + random.nextInt(high - low);
        }
        return Tensor.cast(type, values, sizes);
    }

    private static Tensor scales(long... sizes) {
        var random = new Random(3);
        var values = new float[(int) Tensor.count(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.001f + random.nextFloat();
        }
        return Tensor.of(values, sizes);
    }

    private static Engine quantised(Tensor codes, Tensor scale, Tensor zero, UnaryOperator<Node> settings) {
        var flow = TensorType.of(DataType.FLOAT, codes.sizes());
        return Engine.of(Model.of(
                new Graph(
                        "quantised",
                        List.of(
                                settings.apply(Node.of(
                                        "real", "DequantizeLinear", List.of("codes", "scale", "zero"), List.of("w"))),
                                Node.of("add", "Add", List.of("x", "w"), List.of("y"))),
                        Map.of("codes", codes, "scale", scale, "zero", zero),
                        List.of(new Graph.Value("x", flow)),
                        List.of(new Graph.Value("y", flow)),
                        Map.of()),
                21));
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, -128, 127, '', '', 0, 0",
        "UINT8, 0, 255, 3, '', 0, 0",
        "INT8, -128, 127, 4, '', 1, 0",
        "UINT8, 0, 255, 6, '', -1, 0",
        "INT8, -128, 127, 3, '2,6', 1, 2",
        "INT8, -128, 127, 3, '4,2', 2, 3",
    })
    void numbersAreThoseOfTheRuntime(
            DataType type, int low, int high, String slices, String blocks, long axis, long block) {
        var codes = random(type, low, high, 3, 4, 6);
        long[] sizes = !blocks.isEmpty()
                ? new long[] {3, blocks.charAt(0) - '0', blocks.charAt(2) - '0'}
                : slices.isEmpty() ? new long[0] : new long[] {Long.parseLong(slices)};
        UnaryOperator<Node> settings =
                n -> block > 0 ? n.with("axis", axis).with("block_size", block) : n.with("axis", axis);
        try (var engine = quantised(codes, scales(sizes), random(type, 0, 9, sizes), settings)) {
            var want = Objects.requireNonNull(engine.run(List.of("w"), Map.of()).get("w"));

            var weight = Weights.all(engine.model().graph());
            assertThat(weight).singleElement().satisfies(w -> {
                assertThat(w.name()).isEqualTo("codes");
                assertThat(w.node().map(Node::op)).contains("Add");
                assertThat(w.tensor().sizes()).isEqualTo(want.sizes());
                assertThat(w.tensor().floats()).containsExactly(want.floats(), within(1e-6f));
            });
        }
    }

    @Test
    void theCodesThemselvesCanBeSeen() {
        var method = Methods.get("parameters");
        var codes = random(DataType.INT8, -128, 127, 3, 4);
        var zero = Tensor.cast(DataType.INT8, new float[] {1});
        try (var engine = quantised(codes, Tensor.of(new float[] {0.5f}), zero, n -> n)) {
            var options = Options.of(method.card(), Map.of("tensor", "codes", "values", "codes"));
            var seen = method.look(Look.at(engine), options);

            assertThat(seen.data().get("weights").floats()).containsExactly(codes.floats());
            var real = method.look(Look.at(engine), Options.of(method.card(), Map.of("tensor", "codes")));
            assertThat(real.readings().get(0))
                    .hasToString(
                            "The file keeps int8 codes: value = 0.5 × (code - 1). Shown are the values; values=codes shows the codes.");
        }
    }

    @Test
    void numbersHaveNoCodes() {
        var method = Methods.get("parameters");
        var options = Options.of(method.card(), Map.of("tensor", "scale", "values", "codes"));
        var zero = Tensor.cast(DataType.INT8, new float[] {1});
        try (var engine = quantised(random(DataType.INT8, 0, 9, 2), scales(), zero, n -> n)) {
            assertThatThrownBy(() -> method.look(Look.at(engine), options)).isInstanceOf(InputException.class);
        }
    }
}
