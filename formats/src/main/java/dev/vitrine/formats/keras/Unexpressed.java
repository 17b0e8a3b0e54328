package dev.vitrine.formats.keras;

import dev.vitrine.words.Text;

/** A layer, or a setting of one, that cannot be written in ONNX operators. It is then shown, but not run. */
final class Unexpressed extends RuntimeException {
    private final transient Text why;

    Unexpressed(Text why) {
        super(why.toString());
        this.why = why;
    }

    /** A setting that is not known. */
    static Unexpressed setting(String name, Object value) {
        return new Unexpressed(Text.of("formats.keras-setting", "name", name, "value", String.valueOf(value)));
    }

    Text why() {
        return why;
    }
}
