package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void readsOneFolderPerClass() throws Exception {
        for (var name : new String[] {"dog/2.png", "dog/1.png", "cat/b.png", "cat/.hidden"}) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "x");
        }
        var data = DataFolder.read(folder);
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(data.items())
                .extracting(i -> i.label() + "/" + i.file().getFileName())
                .containsExactly("cat/b.png", "dog/1.png", "dog/2.png");
    }

    @Test
    void readsATable() throws Exception {
        Files.writeString(folder.resolve("a.png"), "x");
        Files.writeString(folder.resolve("a, b.png"), "x");
        Files.writeString(
                folder.resolve("labels.csv"), "file,label,mask,light\na.png,cat,a.png,day\n\"a, b.png\",dog,,night\n");
        var data = DataFolder.read(folder);
        assertThat(data.items()).hasSize(2);
        assertThat(data.items().get(0).mask()).contains(folder.resolve("a.png"));
        assertThat(data.items().get(1).mask()).isEmpty();
        assertThat(data.items().get(1).more()).containsEntry("light", "night");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws Exception {
        assertThatThrownBy(() -> DataFolder.read(folder)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> DataFolder.read(folder.resolve("none"))).isInstanceOf(InputException.class);
        var table = folder.resolve("labels.csv");
        for (var text : new String[] {"file,label\nnone.png,cat\n", "file,label\n,cat\n", "file,label\na,b,c\n"}) {
            Files.writeString(table, text);
            assertThatThrownBy(() -> DataFolder.read(folder))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("line 2");
        }
        Files.writeString(table, "name,class\n");
        assertThatThrownBy(() -> DataFolder.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 1");
    }
}
