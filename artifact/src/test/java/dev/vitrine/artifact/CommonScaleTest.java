package dev.vitrine.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.words.Text;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommonScaleTest {
    private static Heatmap heat(float... values) {
        return Heatmap.of(Text.plain("heat"), Plane.of(values, 1, values.length), Scale.of(values));
    }

    private static ImageGrid sheet(String... captionsOfOneToFour) {
        var cells = new java.util.ArrayList<ImageGrid.Cell>();
        for (int i = 0; i < captionsOfOneToFour.length; i++) {
            float[] values = {0, i + 1};
            cells.add(ImageGrid.Cell.of(Plane.of(values, 1, 2), Scale.of(values))
                    .caption(Text.plain(captionsOfOneToFour[i])));
        }
        return ImageGrid.of(Text.plain("sheet"), cells, 4, 0);
    }

    private static Scale scale(Artifact artifact) {
        return ((Heatmap) artifact).scale();
    }

    @Test
    void theWidestRangeHoldsForAll() {
        var all = List.of(heat(1, 2), heat(0, 1), heat(1, 5));

        assertThat(all)
                .allSatisfy(
                        one -> assertThat(scale(CommonScale.of(all).on(one))).isEqualTo(Scale.sequential(0, 5)));
    }

    @Test
    void bothSignsPutZeroInTheMiddleOfAll() {
        var all = List.of(heat(1, 2), heat(-3, 1));

        assertThat(scale(CommonScale.of(all).on(all.get(0)))).isEqualTo(Scale.diverging(3));
    }

    @Test
    void whatHardlyDiffersDoesNotWidenTheRange() {
        var all = List.of(heat(7, 7), heat(0, 1));

        assertThat(scale(CommonScale.of(all).on(all.get(0)))).isEqualTo(Scale.sequential(0, 1));
    }

    @Test
    void aClippedValueCountsOnlyWhileItIsOutside() {
        var clipped = Heatmap.of(
                Text.plain(""), Plane.of(new float[] {0, 9}, 1, 2), new Scale(0, 1, false, Optional.of(9f), true));

        assertThat(scale(CommonScale.of(List.of(clipped, heat(0, 5))).on(clipped))
                        .clipped())
                .contains(9f);
        assertThat(scale(CommonScale.of(List.of(clipped, heat(0, 10))).on(clipped))
                        .clipped())
                .isEmpty();
    }

    @Test
    void mapsAreKnownByTheirCaptionsHoweverTheyAreSorted() {
        var common = CommonScale.of(List.of(sheet("a", "b"), sheet("b", "a")));

        var cells = ((ImageGrid) common.on(sheet("a", "b"))).cells();
        assertThat(cells)
                .extracting(cell -> ((ImageGrid.Values) cell.content()).scale().high())
                .containsExactly(2f, 2f);
    }

    @Test
    void partsOfABoardAreScaledEachAtItsPlace() {
        var all = List.of(
                Board.of(Text.plain(""), List.of(heat(0, 1), heat(0, 10))),
                Board.of(Text.plain(""), List.of(heat(0, 2), heat(0, 20))));

        var parts = ((Board) CommonScale.of(all).on(all.get(0))).parts();
        assertThat(parts).extracting(part -> scale(part).high()).containsExactly(2f, 20f);
    }

    @Test
    void whatHasNoColoursStaysAsItIs() {
        var table = new Table(Text.plain(""), List.of(), List.of());

        assertThat(CommonScale.colours(table)).isFalse();
        assertThat(CommonScale.of(List.of(heat(0, 1))).on(table)).isEqualTo(table);
    }
}
