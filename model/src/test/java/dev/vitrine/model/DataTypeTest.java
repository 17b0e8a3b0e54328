package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every element type against what the Python package onnx reads in the same bytes. */
class DataTypeTest {
    @TempDir
    static Path folder;

    private static Model model;

    @BeforeAll
    static void open() {
        model = Fixture.model(Fixture.bytes("elements.onnx"), folder);
    }

    private static List<String> lines() {
        return new String(Fixture.bytes("elements.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    static Stream<List<String>> numbers() {
        return lines().stream().filter(l -> !l.startsWith("COMPLEX")).map(l -> List.of(l.split(" ")));
    }

    private static Tensor weight(String name) {
        return java.util.Objects.requireNonNull(model.graph().initializers().get(name), name);
    }

    @Test
    void everyTypeIsInTheFixture() {
        var names = new HashSet<String>();
        lines().forEach(l -> names.add(l.split(" ")[0]));
        names.add("STRING");
        assertThat(names)
                .containsAll(
                        Arrays.stream(DataType.values()).map(DataType::name).toList());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void readsWhatOnnxReads(List<String> line) {
        var texts = line.subList(1, line.size());
        for (var form : List.of(".raw", ".typed")) {
            var tensor = weight(line.get(0) + form);
            assertThat(tensor.type().name()).isEqualTo(line.get(0));
            assertThat(tensor.elements()).isEqualTo(texts.size());
            if (tensor.type() == DataType.UINT64 || tensor.type() == DataType.INT64) {
                var exact = tensor.longs();
                var floats = tensor.floats();
                var doubles = tensor.doubles();
                for (int i = 0; i < exact.length; i++) {
                    var integer = new java.math.BigInteger(texts.get(i));
                    assertThat(exact[i]).isEqualTo(integer.longValue());
                    assertThat(floats[i]).isEqualTo(integer.floatValue());
                    assertThat(doubles[i]).isEqualTo(integer.doubleValue());
                }
                continue;
            }
            var doubles = texts.stream().mapToDouble(Double::parseDouble).toArray();
            assertThat(tensor.doubles()).containsExactly(doubles);
            var floats = new float[doubles.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) doubles[i];
            }
            assertThat(tensor.floats()).containsExactly(floats);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void anyPartReadsLikeTheWhole(List<String> line) {
        var tensor = weight(line.get(0) + ".raw");
        var whole = tensor.floats();
        for (int from = 0; from < whole.length; from += 3) {
            int count = Math.min(5, whole.length - from);
            var part = new float[count + 1];
            tensor.read(from, part, 1, count);
            assertThat(Arrays.copyOfRange(part, 1, count + 1))
                    .containsExactly(Arrays.copyOfRange(whole, from, from + count));
        }
    }

    @Test
    void stringsAreReadAndAreNoNumbers() {
        var strings = weight("STRING.typed");
        assertThat(strings.strings()).containsExactly("a", "", "Zürich", "玻璃柜");
        assertThatThrownBy(strings::floats).isInstanceOf(InputException.class).hasMessageContaining("string");
    }

    @Test
    void complexNumbersKeepTheirBytesAndAreNoNumbers() {
        var single = weight("COMPLEX64.raw");
        assertThat(single.bytes().slice(0, 16).asFloatBuffer().get(1)).isEqualTo(-2.5f);
        assertThat(weight("COMPLEX128.typed")
                        .bytes()
                        .slice(0, 32)
                        .asDoubleBuffer()
                        .get(3))
                .isEqualTo(0.1);
        assertThat(single.bytes().slice(0, 16))
                .isEqualTo(weight("COMPLEX64.typed").bytes().slice(0, 16));
        assertThatThrownBy(single::floats).isInstanceOf(InputException.class).hasMessageContaining("complex64");
    }

    /** Of all 65536 codes, what is read and written again is the same code; NaNs stay NaNs. */
    @Test
    void halvesSurviveReadingAndWriting() {
        for (int code = 0; code < 1 << 16; code++) {
            float value = Half.fromFloat16((short) code);
            float brain = Float.intBitsToFloat(code << 16);
            if (!Float.isNaN(value)) {
                assertThat(Half.toFloat16(value)).isEqualTo((short) code);
            }
            if (!Float.isNaN(brain)) {
                assertThat(Half.toBfloat16(brain)).isEqualTo((short) code);
            }
        }
        assertThat(Half.fromFloat16(Half.toFloat16(Float.NaN))).isNaN();
        assertThat(Half.fromFloat16((short) 0x0001)).isEqualTo(0x1p-24f);
        // Halfway between two float16 goes to the even one; beyond the largest by half a step is infinity.
        assertThat(Half.fromFloat16(Half.toFloat16(2049f))).isEqualTo(2048f);
        assertThat(Half.fromFloat16(Half.toFloat16(2051f))).isEqualTo(2052f);
        assertThat(Half.fromFloat16(Half.toFloat16(65519f))).isEqualTo(65504f);
        assertThat(Half.fromFloat16(Half.toFloat16(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
    }

    @Test
    void castRoundsAndSaturates() {
        var values = new float[] {-1e20f, -1.4f, 0.6f, 254.5f, 3e9f, 1e20f};
        assertThat(Tensor.cast(DataType.UINT8, values, 6).longs()).containsExactly(0, 0, 1, 255, 255, 255);
        assertThat(Tensor.cast(DataType.INT8, values, 6).longs()).containsExactly(-128, -1, 1, 127, 127, 127);
        assertThat(Tensor.cast(DataType.UINT32, values, 6).longs())
                .containsExactly(0, 0, 1, 255, 3_000_000_000L, 4_294_967_295L);
        assertThat(Tensor.cast(DataType.INT32, values, 6).longs())
                .containsExactly(Integer.MIN_VALUE, -1, 1, 255, Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(Tensor.cast(DataType.UINT64, values, 6).longs()).containsExactly(0, 0, 1, 255, 3_000_000_000L, -1);
        assertThat(Tensor.cast(DataType.UINT64, new float[] {0x1p63f, 0x1.8p63f}, 2)
                        .longs())
                .containsExactly(1L << 63, 3L << 62);
    }
}
