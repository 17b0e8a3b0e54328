package dev.vitrine.view;

/**
 * A network as drawn, in flat arrays that JSON and a page take without objects: the {@code GraphLayout} of docs/api.md. Boxes that
 * lie in others come after them; places are whole pixels.
 *
 * @param boxOf for each layer the box that shows it
 * @param modules paths of all modules; the index is the module's number
 */
public record GraphLayout(
        int width, int height, Boxes boxes, Edges edges, int[] boxOf, String[] modules, String[] categories) {

    public static final int LAYER = 0;
    public static final int CLOSED = 1;
    public static final int OPEN = 2;
    public static final int INPUT = 3;
    public static final int OUTPUT = 4;

    /**
     * @param label as it is written in the box, a long one on two lines
     * @param layer the layer, or the first of a folded chain or of a module; -1 for inputs and outputs
     * @param last the layer whose output leaves the box; -1 for modules, inputs and outputs
     * @param layers how many layers the box stands for
     * @param module the module that the box is, or lies in; -1 at the top
     * @param chips names of tensors written at the box, one a line
     * @param depth in how many open modules the box lies
     */
    public record Boxes(
            int[] kind,
            int[] x,
            int[] y,
            int[] w,
            int[] h,
            String[] label,
            int[] category,
            int[] layer,
            int[] last,
            int[] layers,
            int[] module,
            String[] chips,
            int[] depth) {}

    /**
     * @param start where the points of each edge begin in {@code points}, and the end
     * @param points x, y, x, y, ...
     * @param tensor the names of what flows, one a line
     */
    public record Edges(int[] from, int[] to, int[] start, int[] points, String[] tensor) {}
}
