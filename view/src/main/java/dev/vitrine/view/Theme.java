package dev.vitrine.view;

/** Light or dark: what colour a role has. */
public enum Theme {
    LIGHT(0xffffff, 0xf5f6f8, 0x1b1f24, 0x57606a, 0xb4bbc4, 0xe6e9ed, 0xc2410c),
    DARK(0x15181c, 0x1f242a, 0xe8ebef, 0xa3acb7, 0x55606c, 0x2b3138, 0xfb923c);

    private final int[] colours;

    Theme(int... colours) {
        this.colours = colours;
    }

    /** The colour, 0xRRGGBB. */
    public int rgb(Ink ink) {
        return ink instanceof Ink.Fixed fixed ? fixed.rgb() : colours[((Ink.Role) ink).ordinal()];
    }
}
