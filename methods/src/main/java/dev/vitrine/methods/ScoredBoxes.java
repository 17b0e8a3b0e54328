package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Geometry.Box;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Detectors with one output of boxes, {@code [1,N,4]}, and one of scores: {@code [1,N,K]}, or {@code [1,N]} with a third output
 * that holds the classes. Boxes are left, upper, right and lower edge, in pixels or, where all lie within -1 to 2, as parts of the
 * input; an output called {@code detection_boxes} has the upper edge first (TensorFlow Object Detection API).
 *
 * @param boxes four numbers a box, in the order of {@link Box}, in pixels of the input tensor
 * @param tensor the output that holds the scores
 * @param scores {@code [N][K]}, row by row
 * @param classes one per box, where they are an output of their own
 * @param background whether class 0 means that there is nothing
 */
record ScoredBoxes(double[] boxes, String tensor, Tensor scores, Optional<long[]> classes, boolean background) {
    private static final String UPPER_FIRST = "detection_boxes";
    private static final int[][] FACES = {{16, 32}, {64, 128}, {256, 512}};

    /**
     * Boxes as the model gives them.
     *
     * @param width of the input tensor, in pixels
     * @param named whether the sidecar says that class 0 is the background; else it is where scores of a box add up to 1
     * @throws InputException if there are not as many boxes as scores
     */
    static ScoredBoxes of(
            String boxName,
            Tensor boxes,
            String tensor,
            Tensor scores,
            Optional<Tensor> classes,
            int width,
            int height,
            boolean named) {
        var edges = four(boxName, boxes, tensor, scores);
        boolean parts = true;
        for (double edge : edges) {
            parts &= edge >= -1 && edge <= 2;
        }
        boolean upperFirst = boxName.endsWith(UPPER_FIRST);
        for (int i = 0; i < edges.length; i += 4) {
            if (upperFirst) {
                swap(edges, i, i + 1);
                swap(edges, i + 2, i + 3);
            }
            for (int k = 0; k < 4; k++) {
                edges[i + k] *= parts ? k % 2 == 0 ? width : height : 1;
            }
        }
        boolean background =
                classes.isEmpty() && scores.rank() == 3 && scores.size(2) > 1 && (named || isSoftmax(scores));
        return new ScoredBoxes(edges, tensor, scores, classes.map(Tensor::longs), background);
    }

    /**
     * Faces of RetinaFace: offsets from two squares at every cell of three grids, widths and heights as logarithms, with variances
     * 0.1 and 0.2 (Deng et al. 2019, arXiv:1905.00641; biubug6/Pytorch_Retinaface, {@code PriorBox} and {@code decode}).
     *
     * @throws InputException if the grids have another number of squares than there are boxes
     */
    static ScoredBoxes faces(
            String boxName,
            Tensor offsets,
            String tensor,
            Tensor scores,
            List<Integer> strides,
            int width,
            int height) {
        var edges = four(boxName, offsets, tensor, scores);
        int at = 0;
        for (int level = 0; level < Math.min(FACES.length, strides.size()); level++) {
            int stride = strides.get(level);
            for (int y = 0; y < (height + stride - 1) / stride; y++) {
                for (int x = 0; x < (width + stride - 1) / stride; x++) {
                    for (int side : FACES[level]) {
                        if (at < edges.length) {
                            double centreX = (x + 0.5) * stride + edges[at] * 0.1 * side;
                            double centreY = (y + 0.5) * stride + edges[at + 1] * 0.1 * side;
                            double w = side * Math.exp(edges[at + 2] * 0.2);
                            double h = side * Math.exp(edges[at + 3] * 0.2);
                            edges[at] = centreX - w / 2;
                            edges[at + 1] = centreY - h / 2;
                            edges[at + 2] = centreX + w / 2;
                            edges[at + 3] = centreY + h / 2;
                        }
                        at += 4;
                    }
                }
            }
        }
        if (at != edges.length) {
            throw InputException.of(
                    "head.cells",
                    "output",
                    boxName,
                    "rows",
                    edges.length / 4,
                    "cells",
                    at / 4,
                    "strides",
                    strides.toString());
        }
        return new ScoredBoxes(edges, tensor, scores, Optional.empty(), scores.size(-1) > 1);
    }

    private static double[] four(String boxName, Tensor boxes, String tensor, Tensor scores) {
        long count = boxes.elements() / 4;
        boolean fits = boxes.rank() >= 2
                && boxes.size(-1) == 4
                && (boxes.rank() == 2 || boxes.size(0) == 1)
                && scores.rank() >= 1
                && scores.elements() % Math.max(1, count) == 0
                && scores.elements() >= count;
        if (!fits) {
            throw InputException.of(
                    "head.boxes",
                    "boxes",
                    boxName,
                    "boxShape",
                    boxes.shape().toString(),
                    "scores",
                    tensor,
                    "scoreShape",
                    scores.shape().toString());
        }
        return boxes.doubles().clone();
    }

    private static void swap(double[] values, int a, int b) {
        double kept = values[a];
        values[a] = values[b];
        values[b] = kept;
    }

    static boolean isSoftmax(Tensor scores) {
        int classes = (int) scores.size(-1);
        var values = scores.floats();
        for (int i = 0; i + classes <= values.length; i += classes) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += values[i + c];
            }
            if (!(Math.abs(sum - 1) < 1e-3)) {
                return false;
            }
        }
        return true;
    }

    /** The boxes whose score is above a threshold, each with its likeliest class. */
    List<BoxCandidate> above(double threshold) {
        int count = boxes.length / 4;
        int kinds = count == 0 ? 1 : (int) (scores.elements() / count);
        var values = scores.floats();
        var candidates = new ArrayList<BoxCandidate>();
        for (int i = 0; i < count; i++) {
            int best = background ? 1 : 0;
            for (int k = best + 1; k < kinds; k++) {
                if (values[i * kinds + k] > values[i * kinds + best]) {
                    best = k;
                }
            }
            double score = values[i * kinds + best];
            if (score > threshold) {
                int row = i;
                int kind = classes.filter(c -> row < c.length)
                        .map(c -> (int) c[row])
                        .orElse(best);
                var target = scores.rank() == 3
                        ? Optional.<Target>of(Target.element(tensor, Target.ALL, (long) i, (long) best))
                        : Optional.<Target>empty();
                var box = new Box(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]);
                candidates.add(new BoxCandidate(box, kind, score, target));
            }
        }
        return candidates;
    }
}
