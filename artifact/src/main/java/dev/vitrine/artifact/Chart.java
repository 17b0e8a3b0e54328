package dev.vitrine.artifact;

import dev.vitrine.words.Text;
import java.util.List;

/** Marks on two axes; later marks are drawn over earlier ones. */
public record Chart(Text title, Axis x, Axis y, List<Mark> marks) implements Artifact {
    public Chart {
        marks = List.copyOf(marks);
    }

    public static Chart of(Text title, Axis x, Axis y, Mark... marks) {
        return new Chart(title, x, y, List.of(marks));
    }
}
