package dev.vitrine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The table of operators in docs/operators.md is what the code knows. Its last two columns say which inputs were differentiated,
 * and against what, by the checks of this room's tests: {@code -Dvitrine.update=true} writes the table anew from the checks of the
 * last complete run.
 */
class OperatorTableTest {
    private static final Path TABLE = Path.of("../docs/operators.md");
    private static final boolean UPDATE = Boolean.getBoolean("vitrine.update");

    @Test
    void theTableIsTrue() throws IOException {
        if (UPDATE) {
            Files.writeString(TABLE, page(checks()));
        }
        var written = rows(Files.readString(TABLE));
        assertThat(written.keySet())
                .containsExactlyElementsOf(rows(page(Map.of())).keySet());
        for (var operator : Operators.all()) {
            var row = written.getOrDefault(name(operator), List.of());
            assertThat(row.get(2)).as(name(operator)).isEqualTo(how(operator));
            assertThat(row.get(1)).as(name(operator)).isEqualTo(opsets(operator));
        }
    }

    private static String name(Operators.Operator operator) {
        return "`" + (operator.domain().isEmpty() ? "" : operator.domain() + ".") + operator.name() + "`";
    }

    private static String opsets(Operators.Operator operator) {
        return String.join(" ", operator.opsets().stream().map(String::valueOf).toList());
    }

    private static String how(Operators.Operator operator) {
        return switch (operator.how()) {
            case RULE -> "rule";
            case LOWERED -> "written out";
            case STOP -> "stops";
        };
    }

    private static Map<String, List<String>> rows(String page) {
        var rows = new LinkedHashMap<String, List<String>>();
        page.lines().filter(l -> l.startsWith("| `")).forEach(l -> {
            var cells = List.of(l.substring(2, l.length() - 2).split(" \\| ", -1));
            rows.put(cells.get(0), cells);
        });
        return rows;
    }

    /** Operator to inputs and to kinds of checks. */
    private static Map<String, List<TreeSet<String>>> checks() throws IOException {
        var checks = new TreeMap<String, List<TreeSet<String>>>();
        for (var line : Files.readAllLines(GradientCheck.LOG)) {
            var fields = line.split(",");
            var known = checks.computeIfAbsent(
                    "`" + fields[0] + "`", k -> new ArrayList<>(List.of(new TreeSet<>(), new TreeSet<>())));
            known.get(0).add(fields[1]);
            known.get(1).add(fields[2]);
        }
        return checks;
    }

    private static String page(Map<String, List<TreeSet<String>>> checks) {
        var page = new StringBuilder("""
                # Operators that a gradient passes

                Made by `OperatorTableTest`. *Rule*: its gradient is written down. *Written out*: it is first replaced by simpler operators.
                *Stops*: its gradient is zero wherever it exists, or its results are not real numbers. Operator sets are those in which the
                operator appeared and changed; all are brought to 18 first. Inputs are counted from 0; *kernel* means that the
                written form gives what the runtime's kernel gives; whole models are checked besides.

                At kinks: the slope of ReLU at 0 is 0, and of clipping at its bounds; of equal elements of a pooling window the first one
                takes all; of equal elements of a maximum over axes or operands all take the same share.

                RoiAlign passes a gradient to the map and to the corners of the regions (torchvision's has none for these); which picture a
                region lies in (`batch_indices`) and how many samples follow from its size (`sampling_ratio` 0) count as given. In its mode
                `max` a bin is the largest weighted element, as the runtime computes it.

                | operator | operator sets | how | inputs checked | against |
                | --- | --- | --- | --- | --- |
                """);
        for (var operator : Operators.all()) {
            var known = checks.getOrDefault(name(operator), List.of(new TreeSet<>(), new TreeSet<>()));
            page.append("| ")
                    .append(String.join(
                            " | ",
                            name(operator),
                            opsets(operator),
                            how(operator),
                            String.join(" ", known.get(0)),
                            String.join(", ", known.get(1))))
                    .append(" |\n");
        }
        return page.toString();
    }
}
