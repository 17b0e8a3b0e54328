package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxRoundTripTest {
    @TempDir
    Path folder;

    private Model open(String name) {
        return Fixture.model(Fixture.bytes(name), folder);
    }

    /** Everything a model says, in words. */
    private static String text(Model model) {
        return model.irVersion()
                + model.producer()
                + model.opsets()
                + model.metadata()
                + model.functions().stream()
                        .map(f -> f.domain()
                                + f.name()
                                + f.overload()
                                + f.inputs()
                                + f.outputs()
                                + f.attributes()
                                + attributes(f.defaults())
                                + f.opsets()
                                + nodes(f.nodes()))
                        .toList()
                + text(model.graph());
    }

    private static String text(Graph graph) {
        return graph.name()
                + graph.inputs()
                + graph.outputs()
                + graph.declared()
                + nodes(graph.nodes())
                + graph.initializers().entrySet().stream()
                        .map(e -> e.getKey() + text(e.getValue()))
                        .toList();
    }

    private static String nodes(List<Node> nodes) {
        return nodes.stream()
                .map(n -> n.name() + n.op() + n.domain() + n.inputs() + n.outputs() + attributes(n.attributes()))
                .collect(Collectors.joining("\n"));
    }

    private static String attributes(Map<String, Attribute> attributes) {
        return attributes.entrySet().stream()
                .map(e -> e.getKey() + "=" + text(e.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String text(Attribute attribute) {
        return attribute instanceof Attribute.OfTensor t
                ? text(t.value())
                : attribute instanceof Attribute.OfTensors ts
                        ? ts.values().stream()
                                .map(OnnxRoundTripTest::text)
                                .toList()
                                .toString()
                        : attribute instanceof Attribute.OfGraph g
                                ? text(g.value())
                                : attribute instanceof Attribute.OfGraphs gs
                                        ? gs.values().stream()
                                                .map(OnnxRoundTripTest::text)
                                                .toList()
                                                .toString()
                                        : attribute instanceof Attribute.OfType t
                                                ? text(t.message())
                                                : attribute instanceof Attribute.OfTypes ts
                                                        ? ts.messages().stream()
                                                                .map(OnnxRoundTripTest::text)
                                                                .toList()
                                                                .toString()
                                                        : attribute.toString();
    }

    private static String text(Tensor tensor) {
        return tensor
                + (tensor.strings().isEmpty()
                        ? text(tensor.bytes())
                        : tensor.strings().toString());
    }

    private static String text(Bytes bytes) {
        var array = new byte[(int) bytes.length()];
        bytes.slice(0, array.length).get(array);
        return java.util.HexFormat.of().formatHex(array);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elements.onnx", "attributes.onnx"})
    void whatIsWrittenReadsTheSame(String name) {
        var model = open(name);
        var once = OnnxWriter.write(model);
        var again = Fixture.model(once, folder);
        assertThat(text(again)).isEqualTo(text(model));
        assertThat(OnnxWriter.write(again)).isEqualTo(once);
    }

    @Test
    void readsEveryKindOfAttribute() {
        var node = open("attributes.onnx").graph().nodes().stream()
                .filter(n -> n.name().equals("kinds"))
                .findFirst()
                .orElseThrow();
        assertThat(node.domain()).isEqualTo("test");
        assertThat(node.floatAttribute("f", 9)).isEqualTo(0.1f);
        assertThat(node.intAttribute("i", 9)).isEqualTo(-5);
        assertThat(node.intAttribute("zero", 9)).isZero();
        assertThat(node.floatAttribute("zerof", 9)).isZero();
        assertThat(node.stringAttribute("s", "")).isEqualTo("text");
        assertThat(node.intsAttribute("ints").orElseThrow()).containsExactly(3, -4, 1L << 40);
        assertThat(node.attribute("floats")).contains(new Attribute.OfFloats(List.of(0.5f, -1f)));
        assertThat(node.attribute("strings")).contains(new Attribute.OfStrings(List.of("a", "b")));
        assertThat(node.attribute("no_ints")).contains(new Attribute.OfInts(List.of()));
        assertThat(node.attribute("no_floats")).contains(new Attribute.OfFloats(List.of()));
        assertThat(node.attribute("no_strings")).contains(new Attribute.OfStrings(List.of()));
        assertThat(node.attribute("no_graphs")).contains(new Attribute.OfGraphs(List.of()));
        assertThat(tensor(node, "t").floats()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(tensor(node, "t").shape()).isEqualTo(Shape.of(2, 3));
        assertThat(tensor(node, "st").floats()).containsExactly(0, 1, 0, -3);
        assertThat(((Attribute.OfTensors) node.attribute("tensors").orElseThrow()).values())
                .hasSize(2);
        assertThat(((Attribute.OfTensors) node.attribute("sts").orElseThrow()).values())
                .allSatisfy(t -> assertThat(t.floats()).containsExactly(0, 1, 0, -3));
        assertThat(((Attribute.OfTypes) node.attribute("tps").orElseThrow()).messages())
                .hasSize(2);
        assertThat(node.attribute("tp")).containsInstanceOf(Attribute.OfType.class);
        assertThat(node.subgraphs()).extracting(Graph::name).containsExactly("single", "first", "second");
    }

    private static Tensor tensor(Node node, String key) {
        return ((Attribute.OfTensor) node.attribute(key).orElseThrow()).value();
    }

    @Test
    void readsFunctionsSparseWeightsSymbolsAndMetadata() {
        var model = open("attributes.onnx");
        assertThat(model.irVersion()).isEqualTo(13);
        assertThat(model.opset()).isEqualTo(21);
        assertThat(model.opsets()).containsEntry("test", 1L);
        assertThat(model.producer()).isEqualTo("onnx 1");
        assertThat(model.metadata()).containsEntry("题目", "玻璃");
        var function = model.functions().get(0);
        assertThat(function.name()).isEqualTo("Scaled");
        assertThat(function.attributes()).containsExactly("gain");
        assertThat(function.defaults()).containsEntry("slope", new Attribute.OfFloat(0.25f));
        assertThat(function.nodes().get(0).attribute("alpha")).contains(new Attribute.Reference("slope", 1));
        var graph = model.graph();
        assertThat(graph.constant("sparse.w").orElseThrow().floats()).containsExactly(0, 1, 0, -3);
        assertThat(graph.typeOf("x")).hasToString("float32[batchx4]");
        assertThat(graph.typeOf("y")).hasToString("float32[?x4]");
        assertThat(graph.typeOf("z")).hasToString("float32[?]");
        assertThat(graph.typeOf("flag")).hasToString("bool[scalar]");
    }

    @Test
    void innerGraphsReadWhatIsAroundThem() {
        var graph = open("attributes.onnx").graph();
        var choose = graph.producer("y").orElseThrow();
        assertThat(choose.subgraphs()).hasSize(2);
        assertThat(Graph.captured(choose)).containsExactly("flag", "flag", "x", "flag", "x");
        assertThat(graph.consumers("x")).extracting(Node::name).containsExactly("add", "choose", "kinds");
        var inner = choose.subgraphs().get(0).nodes().get(0).subgraphs().get(0);
        assertThat(inner.constant("inner.w").orElseThrow().floats()).containsExactly(2);
        assertThat(graph.cut(List.of("y"), List.of()).inputs())
                .extracting(Graph.Value::name)
                .containsExactlyInAnyOrder("x", "flag");
    }

    @Test
    void weightsThatAreLocatedStayWhereTheyAre() throws Exception {
        var data = Files.write(folder.resolve("data.bin"), new byte[4096]).toRealPath();
        var big = Tensor.over(DataType.FLOAT, MappedFile.open(data).bytes(), 1024);
        var model = Model.of(
                Fixture.graph(
                        List.of(Fixture.node("y", "Add", "x", "w")), Map.of("w", big), List.of("x"), List.of("y")),
                17);
        var bytes = OnnxWriter.write(
                model, (name, tensor) -> java.util.Optional.of(new OnnxWriter.Location("data.bin", 0, 4096)));
        assertThat(bytes.length).isLessThan(300);
        var read = Fixture.model(bytes, folder).graph().constant("w").orElseThrow();
        assertThat(read.bytes())
                .isInstanceOfSatisfying(
                        Bytes.InFile.class, in -> assertThat(in.file().path()).isEqualTo(data));
        assertThat(read.floats()).hasSize(1024).containsOnly(0);
    }
}
