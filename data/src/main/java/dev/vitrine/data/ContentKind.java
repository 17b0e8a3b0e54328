package dev.vitrine.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is, told from its first bytes. */
enum ContentKind {
    PNG,
    JPEG,
    GIF,
    BMP,
    WEBP,
    TIFF,
    NPY,
    ZIP,
    WAV,
    LFS_POINTER,
    HTML,
    EMPTY,
    OTHER;

    boolean isPicture() {
        return switch (this) {
            case PNG, JPEG, GIF, BMP, WEBP, TIFF -> true;
            default -> false;
        };
    }

    static ContentKind of(byte[] content) {
        if (content.length == 0) {
            return EMPTY;
        }
        var start = new String(content, 0, Math.min(content.length, 512), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
            return GIF;
        }
        if (start.startsWith("BM") && start.length() > 18 && start.charAt(15) == 0 && start.charAt(16) == 0) {
            return BMP;
        }
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return WEBP;
        }
        if ((start.startsWith("RIFF") || start.startsWith("RIFX")) && start.startsWith("WAVE", 8)) {
            return WAV;
        }
        if (start.startsWith("II*\0")
                || start.startsWith("MM\0*")
                || start.startsWith("II+\0")
                || start.startsWith("MM\0+")) {
            return TIFF;
        }
        if (start.startsWith("\u0093NUMPY")) {
            return NPY;
        }
        if (start.startsWith("PK\u0003\u0004") || start.startsWith("PK\u0005\u0006")) {
            return ZIP;
        }
        if (start.startsWith("version https://git-lfs.github.com/")) {
            return LFS_POINTER;
        }
        var text = start.strip().toLowerCase(Locale.ROOT);
        return text.startsWith("<!doctype html") || text.startsWith("<html") ? HTML : OTHER;
    }
}
