package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.words.InputException;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void readsQuotedFieldsAndCountsLines() {
        var rows = Csv.rows("a,b\r\n\"x, \"\"y\"\"\n2\",z\n\nlast,\n", "t.csv");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).fields()).containsExactly("x, \"y\"\n2", "z");
        assertThat(rows.get(2)).isEqualTo(new Csv.Row(5, java.util.List.of("last", "")));
    }

    @Test
    void readsNumbersWithOrWithoutHeading() {
        assertThat(Csv.numbers("u,v\n1,2\n3,4.5\n", "t").floats()).containsExactly(1, 2, 3, 4.5f);
        assertThat(Csv.numbers("1;2;3", "t").sizes()).containsExactly(1, 3);
    }

    @Test
    void saysTheLine() {
        assertThatThrownBy(() -> Csv.numbers("1,2\n3\n", "t.csv"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> Csv.numbers("1,2\n3,x\n", "t.csv"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("\"x\"");
        assertThatThrownBy(() -> Csv.rows("a\n\"b", "t.csv"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> Csv.numbers("", "t.csv")).isInstanceOf(InputException.class);
    }
}
