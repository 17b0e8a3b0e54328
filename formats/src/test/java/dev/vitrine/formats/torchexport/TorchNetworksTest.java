package dev.vitrine.formats.torchexport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Answers;
import dev.vitrine.formats.Archive;
import dev.vitrine.formats.Counter;
import dev.vitrine.formats.Formats;
import dev.vitrine.formats.Json;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Modules;
import dev.vitrine.model.Node;
import dev.vitrine.model.Sanity;
import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks against PyTorch ({@code src/test/scripts/torch_networks.py}). Their weights are made again from a counter and put
 * into the archive that PyTorch wrote.
 */
final class TorchNetworksTest {
    private static final double CLOSE = 1e-4;

    @TempDir
    Path folder;

    private static Json facts(String name) throws IOException {
        return Json.parse(Files.readString(Answers.file(TorchNetworksTest.class, name + ".json")));
    }

    private Path archive(String name) throws IOException {
        var source = Archive.of(MappedFile.open(Answers.file(TorchNetworksTest.class, name + ".pt2")));
        var target = folder.resolve(name + ".pt2");
        try (var zip = new ZipOutputStream(Files.newOutputStream(target))) {
            for (var entry : source.entries()) {
                var bytes = bytes(source.bytes(entry));
                store(zip, entry.name(), bytes);
                if (entry.name().endsWith("_weights_config.json")) {
                    var ranges = facts(name).get("ranges");
                    var described = Json.parse(new String(bytes, StandardCharsets.UTF_8))
                            .get("config");
                    for (var weight : described.object().entrySet()) {
                        var range = ranges.get(weight.getKey());
                        var meta = TensorMeta.of(weight.getValue().get("tensor_meta"));
                        int count = (int) Tensor.count(meta.numbers());
                        var place = entry.name().substring(0, entry.name().lastIndexOf('/') + 1)
                                + weight.getValue().get("path_name").text("");
                        store(
                                zip,
                                place,
                                range.isNull()
                                        ? new byte[meta.type().bits() / 8 * count]
                                        : generated(name + " " + weight.getKey(), count, range));
                    }
                }
            }
        }
        return target;
    }

    private static byte[] bytes(Bytes bytes) {
        var all = new byte[(int) bytes.length()];
        bytes.slice(0, all.length).get(all);
        return all;
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static byte[] generated(String name, int count, Json range) {
        var buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer()
                .put(Counter.uniform(
                        name, count, range.get(0).number(0), range.get(1).number(0)));
        return buffer.array();
    }

    private static Tensor example(String name, long[] shape, int which) {
        boolean tokens = shape.length == 2;
        var values = Counter.uniform(
                "%s input %d".formatted(name, which), (int) Tensor.count(shape), tokens ? 0 : -1, tokens ? 200 : 1);
        var whole = new long[values.length];
        Arrays.setAll(whole, i -> (long) values[i]);
        return tokens ? Tensor.of(whole, shape) : Tensor.of(values, shape);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "mobilenet_v2", "vit", "lstm", "gru"})
    void networksAnswerAsInPyTorch(String name) throws IOException {
        var facts = facts(name);
        var model = Formats.open(archive(name));
        var shape =
                facts.get("shape").list().stream().mapToLong(n -> n.whole(0)).toArray();
        var input = model.graph().inputs().get(0).name();
        var output = model.graph().outputs().get(0).name();

        assertThat(model.origin().notes()).isEmpty();
        assertThat(Sanity.check(model.graph())).isEmpty();
        try (var engine = Engine.of(model)) {
            for (int which = 0; which < 2; which++) {
                var got = engine.run(List.of(output), Map.of(input, example(name, shape, which)))
                        .get(output);
                var want = facts.get("outputs").get(which).list();
                var expected = new float[want.size()];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = (float) want.get(i).number(0);
                }
                assertThat(got).isNotNull();
                assertThat(Answers.difference(got.floats(), expected))
                        .as("input %d", which)
                        .isLessThan(CLOSE);
            }
        }
    }

    @Test
    void modulesAreThoseOfTheSource() throws IOException {
        var graph = Formats.open(archive("resnet18")).graph();

        assertThat(Modules.of(graph)).contains("layer1/0/conv1", "layer4/1/bn2", "fc");
        assertThat(graph.tensors())
                .contains("layer1.0.conv1", "layer1.0.conv1.weight", "maxpool", "layer2.0.downsample.1");
        assertThat(graph.initializers().get("layer1.0.conv1.weight"))
                .isNotNull()
                .satisfies(w -> assertThat(w.bytes()).isInstanceOf(Bytes.InFile.class));
        assertThat(graph.nodes()).extracting(Node::domain).containsOnly("");
    }
}
