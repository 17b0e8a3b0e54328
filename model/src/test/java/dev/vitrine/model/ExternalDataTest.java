package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No weight is read from outside the model's folder, wherever in the model it stands. */
class ExternalDataTest {
    private static final byte[] SECRET = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final Tensor WEIGHT = Tensor.of(new float[] {7, 9}, 2);

    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void lay() throws IOException {
        folder = Files.createDirectories(root.resolve("model/inside")).getParent();
        Files.write(root.resolve("secret.bin"), SECRET);
        Files.write(folder.resolve("inside/near.bin"), SECRET);
        Files.createDirectories(root.resolve("model-beside"));
        Files.write(root.resolve("model-beside/secret.bin"), SECRET);
        Files.createSymbolicLink(folder.resolve("link.bin"), root.resolve("secret.bin"));
        Files.createSymbolicLink(folder.resolve("linked"), root);
    }

    /** The places in a model where a tensor may stand. */
    private enum Place {
        WEIGHT,
        CONSTANT,
        INNER_WEIGHT,
        INNER_CONSTANT,
        TENSOR_LIST,
        FUNCTION,
        DEFAULT_OF_FUNCTION;

        Model model() {
            var constant = Node.of("c", "Constant", List.of(), List.of("w"))
                    .with("value", new Attribute.OfTensor(ExternalDataTest.WEIGHT));
            var read = Fixture.node("y", "Identity", "w");
            var weights = Map.of("w", ExternalDataTest.WEIGHT);
            var graph = switch (this) {
                case WEIGHT -> Fixture.graph(List.of(read), weights, List.of(), List.of("y"));
                case CONSTANT -> Fixture.graph(List.of(constant, read), Map.of(), List.of(), List.of("y"));
                case INNER_WEIGHT -> around(Fixture.graph(List.of(read), weights, List.of(), List.of("y")));
                case INNER_CONSTANT ->
                    around(Fixture.graph(List.of(constant, read), Map.of(), List.of(), List.of("y")));
                case TENSOR_LIST ->
                    Fixture.graph(
                            List.of(Fixture.node("y", "Some")
                                    .with("values", new Attribute.OfTensors(List.of(ExternalDataTest.WEIGHT)))),
                            Map.of(),
                            List.of(),
                            List.of("y"));
                default -> Fixture.graph(List.of(), Map.of(), List.of("y"), List.of("y"));
            };
            var model = Model.of(graph, 17);
            var function = new Model.Function(
                    "d",
                    "f",
                    "",
                    List.of(),
                    List.of("w"),
                    List.of(),
                    this == DEFAULT_OF_FUNCTION
                            ? Map.of("value", new Attribute.OfTensor(ExternalDataTest.WEIGHT))
                            : Map.of(),
                    Map.of("", 17L),
                    this == FUNCTION ? List.of(constant) : List.of());
            return ordinal() < FUNCTION.ordinal()
                    ? model
                    : new Model(Optional.empty(), 8, model.opsets(), List.of(function), "", Map.of(), model.graph());
        }

        private static Graph around(Graph inner) {
            return Fixture.graph(
                    List.of(Fixture.node("z", "If", "flag").with("then_branch", new Attribute.OfGraph(inner))),
                    Map.of(),
                    List.of("flag"),
                    List.of("z"));
        }

        /** The one tensor of what was read. */
        Tensor in(Model model) {
            var nodes =
                    model.functions().stream().flatMap(f -> f.nodes().stream()).toList();
            var defaults = model.functions().stream()
                    .flatMap(f -> f.defaults().values().stream())
                    .toList();
            return all(model.graph(), nodes, defaults).findFirst().orElseThrow();
        }

        private static Stream<Tensor> all(Graph graph, List<Node> more, List<Attribute> defaults) {
            var attributes = Stream.concat(
                    Stream.concat(graph.nodes().stream(), more.stream()).flatMap(n -> n.attributes().values().stream()),
                    defaults.stream());
            return Stream.concat(
                    graph.initializers().values().stream(),
                    attributes.flatMap(a -> a instanceof Attribute.OfTensor t
                            ? Stream.of(t.value())
                            : a instanceof Attribute.OfTensors ts
                                    ? ts.values().stream()
                                    : a instanceof Attribute.OfGraph g
                                            ? all(g.value(), List.of(), List.of())
                                            : Stream.of()));
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> hostile() {
        return Stream.of(Place.values())
                .flatMap(place -> Stream.of(
                                "../secret.bin",
                                "inside/../../secret.bin",
                                "../model-beside/secret.bin",
                                "ABSOLUTE",
                                "link.bin",
                                "linked/secret.bin",
                                "")
                        .map(location -> org.junit.jupiter.params.provider.Arguments.of(place, location)));
    }

    private Model written(Model model, String location, long offset, long length) throws IOException {
        var bytes = OnnxWriter.write(
                model,
                (name, tensor) -> tensor.bytes().length() == 8
                        ? Optional.of(new OnnxWriter.Location(location, offset, length))
                        : Optional.empty());
        return Model.open(Files.write(folder.resolve("model.onnx"), bytes));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void nothingOutsideIsRead(Place place, String location) throws IOException {
        var given = location.equals("ABSOLUTE")
                ? root.resolve("secret.bin").toRealPath().toString()
                : location;
        var tensor = place.in(written(place.model(), given, 0, 8));
        assertThat(tensor.bytes()).isInstanceOf(Bytes.Missing.class);
        assertThatThrownBy(tensor::floats)
                .isInstanceOf(InputException.class)
                .satisfies(e -> assertThat(((InputException) e).text().key()).isEqualTo("model.external-outside"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Place.class)
    void whatLiesInsideIsRead(Place place) throws IOException {
        var tensor = place.in(written(place.model(), "inside/../inside/near.bin", 0, 8));
        assertThat(tensor.bytes().slice(0, 8).get(3)).isEqualTo((byte) 4);
    }

    @Test
    void aModelReachedByALinkHasItsDataBesideTheRealFile() throws IOException {
        written(Place.WEIGHT.model(), "inside/near.bin", 0, 8);
        var link = Files.createSymbolicLink(root.resolve("elsewhere.onnx"), folder.resolve("model.onnx"));
        assertThat(Place.WEIGHT.in(Model.open(link)).floats()).hasSize(2);
    }

    /** offset and length that do not fit the file, or no number. */
    @ParameterizedTest
    @ValueSource(longs = {1, 8, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aPartThatIsNotThereIsMissing(long offset) throws IOException {
        var tensor = Place.WEIGHT.in(written(Place.WEIGHT.model(), "inside/near.bin", offset, 8));
        assertThat(tensor.bytes()).isInstanceOf(Bytes.Missing.class);
        assertThat(Sanity.check(Model.open(folder.resolve("model.onnx")).graph()))
                .hasSize(1);
    }

    @Test
    void aLengthThatIsNotTheWeightsIsMissing() throws IOException {
        assertThat(Place.WEIGHT
                        .in(written(Place.WEIGHT.model(), "inside/near.bin", 0, 4))
                        .bytes())
                .isInstanceOf(Bytes.Missing.class);
    }

    /** Values and indices of a sparse weight are tensors, too; without them there is no dense weight. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sparseWeightsReadNothingOutside(boolean values) throws IOException {
        var external = new ProtoWriter()
                .varint(1, values ? 2 : 1)
                .varint(2, values ? DataType.FLOAT.code() : DataType.INT64.code())
                .string(8, "w")
                .message(13, new ProtoWriter().string(1, "location").string(2, "../secret.bin"))
                .varint(14, 1);
        var inline = new ProtoWriter()
                .varint(1, values ? 2 : 2)
                .varint(2, values ? DataType.INT64.code() : DataType.FLOAT.code())
                .bytes(9, new byte[values ? 16 : 8]);
        var sparse = new ProtoWriter()
                .message(1, values ? external : inline)
                .message(2, values ? inline : external)
                .varint(3, 4);
        var model = new ProtoWriter().varint(1, 8).message(7, new ProtoWriter().message(15, sparse));
        var file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
        assertThatThrownBy(() -> Model.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("secret.bin");
    }
}
