package dev.vitrine.artifact;

import dev.vitrine.words.Text;

/**
 * One matrix, coloured.
 *
 * @param title what it shows
 * @param plane the values; row 0 is drawn at the top
 * @param scale how they are coloured
 * @param rowAxis what the rows are, such as "output channel"; may be empty
 * @param columnAxis what the columns are; may be empty
 */
public record Heatmap(Text title, Plane plane, Scale scale, Text rowAxis, Text columnAxis) implements Artifact {
    public static Heatmap of(Text title, Plane plane, Scale scale) {
        return new Heatmap(title, plane, scale, Text.plain(""), Text.plain(""));
    }
}
