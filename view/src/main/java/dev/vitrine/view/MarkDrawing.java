package dev.vitrine.view;

/** How one kind of mark is drawn. */
interface MarkDrawing {
    /** Adds the values that must be in view. */
    void extend(Extent x, Extent y);

    /** Draws it; {@code ink} is the colour of its series. */
    void draw(Plot plot, Ink ink);
}
