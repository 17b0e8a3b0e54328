package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
    private static Tensor read(String name) {
        return Npy.read(Fixture.bytes(name), name);
    }

    @Test
    void readsEveryNumberTypeInBothByteOrders() {
        for (var order : List.of("le", "be")) {
            for (var kind : List.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")) {
                var array = read(order + "_" + kind + ".npy");
                assertThat(array.sizes()).containsExactly(2, 3);
                assertThat(array.floats()).as(order + kind).containsExactly(0, 1, 2, 3, 4, 5);
            }
        }
        assertThat(read("bool.npy").type()).isEqualTo(DataType.BOOL);
        assertThat(read("scalar.npy").rank()).isZero();
        assertThat(read("scalar.npy").item()).isEqualTo(2.5f);
    }

    @Test
    void turnsFortranOrderIntoRows() {
        var values = read("fortran.npy").floats();
        for (int i = 0; i < 24; i++) {
            assertThat(values[i]).isEqualTo(i);
        }
    }

    @Test
    void readsWhatItWrites(@TempDir Path folder) {
        var file = folder.resolve("a.npy");
        var tensor = Tensor.of(new float[] {1, -2, Float.NaN, 4}, 2, 2);
        Npy.write(file, tensor);
        assertThat(Npy.read(file).floats()).isEqualTo(tensor.floats());
        assertThat(FileContent.read(file)).isEqualTo(Npy.bytes(tensor));
        assertThat(Npy.bytes(tensor).length % 64).isEqualTo(16);
        assertThat(Npy.read(Npy.bytes(Tensor.scalar(3L)), "").longs()).containsExactly(3);
    }

    @Test
    void neverReadsObjects() {
        var assets = Fixture.assets();
        assertThatThrownBy(() -> Npy.read(assets.resolve("hostile/pytorch/object_array.npy")))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.text().key()).isEqualTo("data.npy-objects"));
    }

    @Test
    void refusesSizesThatAreNotThere() {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976, 9), }";
        var bytes =
                ("\u0093NUMPY\u0001\0" + (char) header.length() + "\0" + header).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Npy.read(bytes, "x.npy")).isInstanceOf(InputException.class);
    }
}
