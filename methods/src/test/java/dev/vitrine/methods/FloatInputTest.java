package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that take whole numbers are explained like their twins that take floats. */
class FloatInputTest {
    /** One convolution whose picture goes in as whole numbers, columns and rows changed about, and is made floats of. */
    private static Model whole(DataType type) {
        var model = SmallNets.oneConvolution();
        var graph = model.graph();
        var nodes = new ArrayList<Node>();
        nodes.add(Node.of("turn", "Transpose", List.of("x"), List.of("turned")).with("perm", new long[] {0, 1, 3, 2}));
        nodes.add(Node.of("cast", "Cast", List.of("turned"), List.of("floats")).with("to", DataType.FLOAT.code()));
        graph.nodes()
                .forEach(n -> nodes.add(n.withInputs(n.inputs().stream()
                        .map(i -> i.equals("x") ? "floats" : i)
                        .toList())));
        return model.withGraph(
                graph.withNodes(nodes).withInputs(List.of(new Graph.Value("x", TensorType.of(type, 1, 1, 4, 4)))));
    }

    /** 0 to 15, row by row; the turned one column by column. */
    private static Tensor counted(DataType type, boolean turned) {
        var values = new float[16];
        for (int i = 0; i < 16; i++) {
            values[i] = turned ? i % 4 * 4 + i / 4 : i;
        }
        return Tensor.cast(type, values, 1, 1, 4, 4);
    }

    static Stream<Method> byGradient() {
        return Stream.of(
                new Saliency(),
                new InputTimesGradient(),
                new IntegratedGradients(),
                new GuidedBackprop(),
                new Deconvnet());
    }

    private static float[] turned(float[] map) {
        var values = new float[16];
        for (int i = 0; i < 16; i++) {
            values[i] = map[i % 4 * 4 + i / 4];
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("byGradient")
    void gradientsAreByWhatLeavesTheCast(Method method) {
        var floats = SmallNets.look(method, SmallNets.oneConvolution(), counted(DataType.FLOAT, false), "target", "0");
        for (var type : List.of(DataType.UINT8, DataType.INT8, DataType.INT32)) {
            var result = SmallNets.look(method, whole(type), counted(type, true), "target", "0");
            assertThat(result.facts().get("fallback")).isEqualTo(java.util.Optional.empty());
            assertThat(turned(SmallNets.attribution(result))).containsExactly(SmallNets.attribution(floats));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"UINT8", "INT8", "INT32"})
    void occlusionFeedsTheModelsOwnType(DataType type) {
        // 2.6 is rounded to 3, as no half pixel can go in.
        var floats = SmallNets.look(
                new Occlusion(),
                SmallNets.oneConvolution(),
                counted(DataType.FLOAT, false),
                "target",
                "0",
                "baseline",
                "3");
        var result =
                SmallNets.look(new Occlusion(), whole(type), counted(type, true), "target", "0", "baseline", "2.6");
        assertThat(turned(SmallNets.attribution(result))).containsExactly(SmallNets.attribution(floats));
    }

    @Test
    void theGradientHasTheShapeOfTheInput() {
        var result =
                SmallNets.look(new Gradients(), whole(DataType.UINT8), counted(DataType.UINT8, true), "target", "0");
        var gradient = java.util.Objects.requireNonNull(result.data().get("gradient"));
        assertThat(gradient.tensorType()).isEqualTo(TensorType.of(DataType.FLOAT, 1, 1, 4, 4));
        assertThat(gradient.floats()).contains(1f);
    }

    /** Whole numbers multiplied as such: no gradient; occlusion answers and the reading says which node is in the way. */
    @Test
    void withoutACastOcclusionAnswersAndSaysWhy() {
        var model = whole(DataType.UINT8);
        var weights = new LinkedHashMap<>(model.graph().initializers());
        weights.put(
                "eye", Tensor.cast(DataType.UINT8, new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4, 4));
        var nodes = new ArrayList<>(model.graph().nodes());
        nodes.add(1, Node.of("whole product", "MatMulInteger", List.of("turned", "eye"), List.of("product")));
        nodes.set(2, nodes.get(2).withInputs(List.of("product")));
        var integer = model.withGraph(model.graph().withNodes(nodes).withInitializers(weights));
        var result = SmallNets.look(new Saliency(), integer, counted(DataType.UINT8, true), "target", "0");
        assertThat(result.facts()).containsEntry("fallback", "occlusion");
        assertThat(result.readings().get(result.readings().size() - 1).toString())
                .contains("whole product");
        assertThatThrownBy(() -> SmallNets.look(new Gradients(), integer, counted(DataType.UINT8, true), "target", "0"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("MatMulInteger");
    }
}
