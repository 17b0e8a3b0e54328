package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.artifact.Overlay;
import dev.vitrine.artifact.Plane;
import dev.vitrine.artifact.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Explanations of networks of which it is known what they look at: the object, or the mark in the corner. */
class AttributionOnSamplesTest {
    private static final List<Method> METHODS = List.of(
            new Saliency(),
            new InputTimesGradient(),
            new SmoothGrad(),
            new IntegratedGradients(),
            new GradCam(),
            new Occlusion());
    private static final int MARGIN = 4;

    /**
     * @param hits the share of pictures whose strongest place is inside
     * @param near the same within half a field of the 8 x 8 layer that Grad-CAM looks at: the pointing game allows such a
     *     margin (Zhang et al. 2016, 15 pixels), since a coarse map cannot point more finely
     * @param mass the mean share of positive attribution inside
     * @param area the mean share of the picture that is inside
     */
    private record Score(double hits, double near, double mass, double area) {}

    private static Score score(IconsSample sample, Method method, String target, IntFunction<boolean[]> region) {
        double hits = 0;
        double near = 0;
        double mass = 0;
        double area = 0;
        int pictures = sample.examples().size();
        int scored = 0;
        for (int i = 0; i < pictures; i += pictures > 32 ? 3 : 2) {
            scored++;
            var result = method.look(
                    sample.look(sample.examples().get(i)), Options.of(method.card(), Map.of("target", target)));
            var map = map(result);
            var inside = region.apply(i);
            int strongest = 0;
            double within = 0;
            double all = 0;
            int places = 0;
            for (int p = 0; p < inside.length; p++) {
                float v = map.values()[p];
                strongest = v > map.values()[strongest] ? p : strongest;
                all += Math.max(0, v);
                within += inside[p] ? Math.max(0, v) : 0;
                places += inside[p] ? 1 : 0;
            }
            hits += inside[strongest] ? 1 : 0;
            near += isNear(inside, strongest) ? 1 : 0;
            mass += all == 0 ? 0 : within / all;
            area += (double) places / inside.length;
        }
        return new Score(hits / scored, near / scored, mass / scored, area / scored);
    }

    private static boolean isNear(boolean[] inside, int place) {
        return IntStream.range(0, inside.length)
                .anyMatch(p -> inside[p]
                        && Math.abs(p / 64 - place / 64) <= MARGIN
                        && Math.abs(p % 64 - place % 64) <= MARGIN);
    }

    private static Plane map(Result result) {
        var map = ((Overlay) result.artifact()).heat().plane();
        assertThat(map.rows()).isEqualTo(64);
        assertThat(map.columns()).isEqualTo(64);
        return map;
    }

    private static String row(String what, Method method, Score score) {
        return String.format(
                Locale.ROOT,
                "%-28s %-22s hits %.3f  near %.3f  mass %.3f  area %.3f%n",
                what,
                method.card().id(),
                score.hits(),
                score.near(),
                score.mass(),
                score.area());
    }

    @Test
    void pointToTheObjectOrToTheShortcut() {
        try (var clean = IconsSample.clean();
                var cleanOnMarked = IconsSample.cleanOnMarked();
                var shortcut = IconsSample.shortcut()) {
            var table = new StringBuilder();
            for (var method : METHODS) {
                var object = score(clean, method, "", clean::object);
                var mark = score(shortcut, method, "cup", shortcut::mark);
                var noMark = score(cleanOnMarked, method, "", cleanOnMarked::mark);
                table.append(row("sound network, object", method, object));
                table.append(row("shortcut network, mark", method, mark));
                table.append(row("sound network, mark", method, noMark));
                assertThat(object.hits()).as(table.toString()).isGreaterThan(4 * object.area());
                assertThat(object.near()).as(table.toString()).isGreaterThan(0.9);
                assertThat(mark.near()).as(table.toString()).isGreaterThan(0.9);
                assertThat(object.mass()).as(table.toString()).isGreaterThan(2 * object.area());
                assertThat(mark.mass())
                        .as(table.toString())
                        .isGreaterThan(5 * noMark.mass())
                        .isGreaterThan(6 * mark.area());
                assertThat(noMark.near()).as(table.toString()).isLessThan(0.1);
            }
            System.out.print(table);
        }
    }
}
