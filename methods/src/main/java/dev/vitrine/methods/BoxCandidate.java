package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Geometry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A box that a detector proposes, before the weaker ones among overlapping boxes are dropped.
 *
 * @param box in pixels of the input tensor
 * @param kind its class
 * @param score 0 to 1
 * @param target what its score is made from in the raw outputs; empty where these are no function with a gradient
 */
record BoxCandidate(Geometry.Box box, int kind, double score, Optional<Target> target) {

    /**
     * Non-maximum suppression: of boxes of one class that overlap by more than {@code iou}, intersection over union, the one with
     * the highest score stays. Highest score first.
     */
    static List<BoxCandidate> strongest(List<BoxCandidate> candidates, double iou) {
        var sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingDouble((BoxCandidate c) -> -c.score));
        var kept = new ArrayList<BoxCandidate>();
        for (var candidate : sorted) {
            if (kept.stream().noneMatch(k -> k.kind == candidate.kind && overlap(k.box, candidate.box) > iou)) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    /** Intersection over union, 0 to 1. */
    static double overlap(Geometry.Box a, Geometry.Box b) {
        double width = Math.min(a.x1(), b.x1()) - Math.max(a.x0(), b.x0());
        double height = Math.min(a.y1(), b.y1()) - Math.max(a.y0(), b.y0());
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double both = width * height;
        return both / (a.width() * a.height() + b.width() * b.height() - both);
    }
}
