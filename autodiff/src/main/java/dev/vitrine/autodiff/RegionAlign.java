package dev.vitrine.autodiff;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.model.DataType;
import dev.vitrine.model.Node;
import dev.vitrine.model.Tensor;
import java.util.List;

/**
 * RoiAlign (Mask R-CNN, He et al. 2017): X [N, C, H, W] read at evenly spread places of each bin of each region, between its
 * elements; a bin is the mean of its samples, or the largest of them.
 *
 * <pre>
 *   place = start + (bin + (sample + 1/2) / samples) size,   y = sum over the 4 elements around of weight(place) x[element]
 * </pre>
 *
 * In mode max the runtime takes the largest weighted element, not the largest sum; so does this. A gradient reaches X and the
 * corners of the regions, not the number of samples where that follows from a region's size (sampling ratio 0).
 */
final class RegionAlign {
    private final GraphBuilder g;
    private final String x;
    private final String rois;
    private final String images;
    private final boolean largest;
    private final boolean halfPixel;
    private final long samples;
    private final long height;
    private final long width;
    private final float scale;

    private RegionAlign(Node node, GraphBuilder g) {
        this.g = g;
        this.x = node.inputs().get(0);
        this.rois = node.inputs().get(1);
        this.images = node.inputs().get(2);
        this.largest = node.stringAttribute("mode", "avg").equals("max");
        this.halfPixel = node.stringAttribute("coordinate_transformation_mode", "half_pixel")
                .equals("half_pixel");
        this.samples = node.intAttribute("sampling_ratio", 0);
        this.height = node.intAttribute("output_height", 1);
        this.width = node.intAttribute("output_width", 1);
        this.scale = node.floatAttribute("spatial_scale", 1);
    }

    static List<String> write(Node node, GraphBuilder g) {
        return List.of(new RegionAlign(node, g).write());
    }

    /** An element beside each place of one axis: which (int64), and what it weighs. */
    private record Tap(String element, String weight) {}

    /**
     * The places of one axis.
     *
     * @param taps the element before each place and the one after it, [regions, bins * samples]
     * @param samples in each bin, as an int64 tensor of one element
     */
    private record Axis(List<Tap> taps, String samples) {}

    private String write() {
        var scaled = g.scale(rois, scale, x);
        var moved = halfPixel ? g.sub(scaled, g.scalar(0.5, x)) : scaled;
        var corners = g.put(call("Split", moved).with("axis", 1).with("num_outputs", 4), 4);
        var rows = axis(corners.get(1), corners.get(3), g.size(x, 2), height);
        var columns = axis(corners.get(0), corners.get(2), g.size(x, 3), width);
        var elements = g.reshape(g.transpose(x, 0, 2, 3, 1), g.join(g.ints(-1), g.size(x, 1)));
        var found = "";
        for (var row : rows.taps) {
            for (var column : columns.taps) {
                var read = read(elements, row, column);
                found = found.isEmpty() ? read : largest ? g.op("Max", found, read) : g.add(found, read);
            }
        }
        var bins = g.reshape(
                found,
                g.join(g.size(rois, 0), g.ints(height), rows.samples, g.ints(width), columns.samples, g.size(x, 1)));
        var reduced = g.put(
                call(largest ? "ReduceMax" : "ReduceSum", bins, g.ints(2, 4)).with("keepdims", 0));
        return g.transpose(reduced, 0, 3, 1, 2);
    }

    /** What one element beside each place adds, [regions, rows, columns, C]. */
    private String read(String elements, Tap row, Tap column) {
        var image = g.mul(g.op("Unsqueeze", images, g.ints(1)), g.size(x, 2));
        var line = g.op("Unsqueeze", g.mul(g.add(image, row.element), g.size(x, 3)), g.ints(2));
        var index = g.add(line, g.op("Unsqueeze", column.element, g.ints(1)));
        var weight = g.mul(g.op("Unsqueeze", row.weight, g.ints(2)), g.op("Unsqueeze", column.weight, g.ints(1)));
        var read = g.put(call("Gather", elements, index).with("axis", 0));
        return g.mul(read, g.op("Unsqueeze", weight, g.ints(3)));
    }

    private Axis axis(String start, String end, String whole, long bins) {
        var one = g.scalar(1, x);
        var extent = halfPixel ? g.sub(end, start) : g.op("Max", g.sub(end, start), one);
        var bin = g.scale(extent, 1.0 / bins, x);
        var number = samples > 0 ? g.filled((double) samples, g.type(x), 1, 1) : g.op("Ceil", bin);
        var most = samples > 0 ? g.ints(samples) : most(number);
        var each = g.reshape(g.cast(counted(most), g.type(x)), 1, -1);
        var sample = largest ? g.op("Max", g.op("Min", each, g.sub(number, one)), g.scalar(0, x)) : each;
        var within = g.div(g.add(sample, g.scalar(0.5, x)), g.op("Max", number, one));
        var first = g.constant(Tensor.cast(g.type(x), floats(bins), 1, bins, 1));
        var steps = g.add(first, g.op("Unsqueeze", within, g.ints(1)));
        var places = g.add(g.op("Unsqueeze", start, g.ints(2)), g.mul(g.op("Unsqueeze", bin, g.ints(2)), steps));
        var shares = g.op("Unsqueeze", share(each, number), g.ints(1));
        var size = g.cast(whole, g.type(x));
        return new Axis(taps(places, shares, size, g.integer("Mul", g.ints(bins), most)), most);
    }

    /** The most samples of any region, as an int64 tensor of one element; there may be no region. */
    private String most(String number) {
        var all = g.put(call("Concat", number, g.filled(1, g.type(x), 1, 1)).with("axis", 0));
        return g.cast(g.put(call("ReduceMax", all, g.ints(0)).with("keepdims", 0)), DataType.INT64);
    }

    private String counted(String most) {
        return g.op("Range", g.scalar(0, DataType.INT64), g.op("Squeeze", most), g.scalar(1, DataType.INT64));
    }

    /** What a sample counts: nothing beyond a region's own number of samples, else its part of the mean. */
    private String share(String each, String number) {
        var one = g.scalar(1, x);
        var zero = g.scalar(0, x);
        return largest
                ? g.op("Where", g.op("Greater", number, zero), one, zero)
                : g.op("Where", g.op("Less", each, number), g.div(one, g.op("Max", number, one)), zero);
    }

    /** Places up to one element outside are read at the border; those farther out count as zero. */
    private List<Tap> taps(String places, String shares, String size, String count) {
        var one = g.scalar(1, x);
        var zero = g.scalar(0, x);
        var out = g.op("Or", g.op("Less", places, g.scalar(-1, x)), g.op("Greater", places, size));
        var counts = g.op("Where", out, zero, shares);
        var last = g.sub(size, one);
        var inside = g.op("Min", g.op("Max", places, zero), last);
        var before = g.op("Floor", inside);
        var after = g.op("Min", g.add(before, one), last);
        var t = g.sub(inside, before);
        var flat = g.join(g.size(rois, 0), count);
        return List.of(tap(before, g.mul(g.sub(one, t), counts), flat), tap(after, g.mul(t, counts), flat));
    }

    private Tap tap(String element, String weight, String shape) {
        return new Tap(g.cast(g.reshape(element, shape), DataType.INT64), g.reshape(weight, shape));
    }

    private static float[] floats(long n) {
        var values = new float[(int) n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        return values;
    }
}
