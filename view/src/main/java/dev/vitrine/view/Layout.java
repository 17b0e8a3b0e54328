package dev.vitrine.view;

import dev.vitrine.artifact.NetworkGraph;
import java.util.List;

/** Where the boxes and arrows of a network go. */
interface Layout {

    /**
     * @param left top left corners, one for each vertex in order
     * @param routes the points that each drawn edge passes
     * @param feeds for each vertex the number of arrows that leave it but are written instead of drawn
     * @param takes for each vertex the number of arrows that reach it but are written instead of drawn
     */
    record Placement(
            double[] left, double[] top, double width, double height, List<Route> routes, int[] feeds, int[] takes) {}

    /** The way of edge number {@code edge}: x, y, x, y, ... */
    record Route(int edge, double[] points) {}

    /** @param widths of the boxes, in the order of the vertices */
    Placement place(NetworkGraph graph, double[] widths, double boxHeight);
}
