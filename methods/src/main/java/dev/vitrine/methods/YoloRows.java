package dev.vitrine.methods;

import dev.vitrine.autodiff.Target;
import dev.vitrine.data.Geometry.Box;
import dev.vitrine.data.Sidecar;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The output of YOLO detectors: a row for each place of a grid with centre x and y, width, height, perhaps objectness, and one
 * score per class, all scores 0 to 1. A row proposes its likeliest class, with objectness times class as its score.
 *
 * <ul>
 *   <li>YOLOX: {@code [1,N,5+K]}, one row for each cell of the grids of all strides, row by row; the centre counts in cells from
 *       the cell's corner, width and height are logarithms in cells (Ge et al. 2021, arXiv:2107.08430; Megvii YOLOX,
 *       {@code demo_postprocess}).
 *   <li>YOLOv5: {@code [1,N,5+K]}, in pixels (Ultralytics YOLOv5, {@code export.py}).
 *   <li>YOLOv8: {@code [1,4+K,N]}, in pixels, without objectness (Ultralytics YOLOv8).
 * </ul>
 */
final class YoloRows {
    private final Sidecar.Kind kind;
    private final String tensor;
    private final float[] values;
    private final int rows;
    private final int fields;
    private final boolean fieldsFirst;

    private YoloRows(Sidecar.Kind kind, String tensor, Tensor output) {
        if (output.rank() != 3 || output.size(0) < 1) {
            throw shape(kind, tensor, output);
        }
        this.kind = kind;
        this.tensor = tensor;
        this.fieldsFirst = kind == Sidecar.Kind.YOLOV8 && output.size(1) < output.size(2);
        this.rows = (int) output.size(fieldsFirst ? 2 : 1);
        this.fields = (int) output.size(fieldsFirst ? 1 : 2);
        this.values = output.floats();
        if (fields <= firstClass()) {
            throw shape(kind, tensor, output);
        }
    }

    private static InputException shape(Sidecar.Kind kind, String tensor, Tensor output) {
        return InputException.of(
                "head.shape",
                "output",
                tensor,
                "shape",
                output.shape().toString(),
                "kind",
                kind.name().toLowerCase(java.util.Locale.ROOT),
                "wanted",
                kind == Sidecar.Kind.YOLOV8 ? "1 x (4 + K) x N" : "1 x N x (5 + K)");
    }

    /**
     * Reads the boxes whose score is above a threshold.
     *
     * @param strides pixels per cell of each grid, for YOLOX
     * @param width of the input tensor, in pixels
     * @throws InputException if the output has another shape than such detectors give
     */
    static List<BoxCandidate> read(
            Sidecar.Kind kind,
            String tensor,
            Tensor output,
            List<Integer> strides,
            int width,
            int height,
            double threshold) {
        var read = new YoloRows(kind, tensor, output);
        return kind == Sidecar.Kind.YOLOX
                ? read.fromGrids(strides, width, height, threshold)
                : read.inPixels(threshold);
    }

    /** How many cells the grids of all strides have. */
    static long cells(List<Integer> strides, int width, int height) {
        return strides.stream()
                .mapToLong(s -> (long) (width / s) * (height / s))
                .sum();
    }

    private List<BoxCandidate> fromGrids(List<Integer> strides, int width, int height, double threshold) {
        if (cells(strides, width, height) != rows) {
            throw InputException.of(
                    "head.cells",
                    "output",
                    tensor,
                    "rows",
                    rows,
                    "cells",
                    cells(strides, width, height),
                    "strides",
                    strides.toString());
        }
        var candidates = new ArrayList<BoxCandidate>();
        int row = 0;
        for (int stride : strides) {
            for (int y = 0; y < height / stride; y++) {
                for (int x = 0; x < width / stride; x++, row++) {
                    add(
                            candidates,
                            row,
                            threshold,
                            (value(row, 0) + x) * stride,
                            (value(row, 1) + y) * stride,
                            Math.exp(value(row, 2)) * stride,
                            Math.exp(value(row, 3)) * stride);
                }
            }
        }
        return candidates;
    }

    private List<BoxCandidate> inPixels(double threshold) {
        var candidates = new ArrayList<BoxCandidate>();
        for (int row = 0; row < rows; row++) {
            add(candidates, row, threshold, value(row, 0), value(row, 1), value(row, 2), value(row, 3));
        }
        return candidates;
    }

    private int firstClass() {
        return kind == Sidecar.Kind.YOLOV8 ? 4 : 5;
    }

    private float value(int row, int field) {
        return values[fieldsFirst ? field * rows + row : row * fields + field];
    }

    private void add(
            List<BoxCandidate> to, int row, double threshold, double x, double y, double width, double height) {
        int best = firstClass();
        for (int field = best + 1; field < fields; field++) {
            if (value(row, field) > value(row, best)) {
                best = field;
            }
        }
        boolean objectness = firstClass() == 5;
        double score = value(row, best) * (objectness ? value(row, 4) : 1.0);
        if (score > threshold) {
            var target = objectness
                    ? new Target.Product(tensor, element(row, 4), element(row, best))
                    : new Target.Element(tensor, element(row, best));
            var box = new Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
            to.add(new BoxCandidate(box, best - firstClass(), score, Optional.of(target)));
        }
    }

    private List<Long> element(long row, long field) {
        return fieldsFirst ? List.of(Target.ALL, field, row) : List.of(Target.ALL, row, field);
    }
}
