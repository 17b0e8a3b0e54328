package dev.vitrine.artifact;

import dev.vitrine.words.Text;

/** Something to be seen: the data of a picture, chart, table or graph, in no language and without pixels. */
public sealed interface Artifact permits Board, Chart, Heatmap, ImageGrid, NetworkGraph, Overlay, RgbImage, Table {

    /** What it shows, in a few words; an empty plain text where nothing need be said. */
    Text title();
}
