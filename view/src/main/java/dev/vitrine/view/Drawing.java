package dev.vitrine.view;

import java.util.List;

/** A picture of outlines, texts and bitmaps, without theme or file format. */
record Drawing(double width, double height, String title, List<Item> items) {
    Drawing {
        items = List.copyOf(items);
    }
}
