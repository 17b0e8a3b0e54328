package dev.vitrine.view;

/** A colour of a drawing: a role that the theme fills, or a colour that means a value and is the same in every theme. */
public sealed interface Ink {

    /** What a colour is for. */
    enum Role implements Ink {
        /** The background. */
        PAPER,
        /** The background of boxes and table heads. */
        PANEL,
        /** Titles and values. */
        INK,
        /** Ticks, captions and axis labels. */
        MUTED,
        /** Frames and arrows. */
        LINE,
        /** Grid lines. */
        GRID,
        /** Reference lines. */
        RULE
    }

    /** A fixed colour, 0xRRGGBB. */
    record Fixed(int rgb) implements Ink {}

    /** The colour of the i-th series, class or category; the ten of Observable Plot, repeated. */
    static Ink series(int i) {
        return new Fixed(
                switch (Math.floorMod(i, 10)) {
                    case 0 -> 0x4269d0;
                    case 1 -> 0xefb118;
                    case 2 -> 0xff725c;
                    case 3 -> 0x6cc5b0;
                    case 4 -> 0x3ca951;
                    case 5 -> 0xff8ab7;
                    case 6 -> 0xa463f2;
                    case 7 -> 0x97bbf5;
                    case 8 -> 0x9c6b4e;
                    default -> 0x9498a0;
                });
    }
}
