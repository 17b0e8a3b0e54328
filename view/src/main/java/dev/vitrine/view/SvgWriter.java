package dev.vitrine.view;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a drawing as SVG 1.1: texts stay texts, values stand in {@code data-*} attributes, explanations in {@code <title>},
 * the provenance in {@code <metadata>}.
 */
final class SvgWriter {
    private static final String FONTS =
            "'Vitrine Sans','Noto Sans SC','Noto Sans CJK SC','Source Sans 3',system-ui,'Segoe UI','PingFang SC',"
                    + "'Microsoft YaHei',sans-serif";

    private final StringBuilder out = new StringBuilder(1 << 14);
    private final Optional<Theme> theme;

    private SvgWriter(Optional<Theme> theme) {
        this.theme = theme;
    }

    /** A file of its own, in the colours of a theme. */
    static String file(Drawing drawing, Theme theme, Map<String, String> metadata) {
        var writer = new SvgWriter(Optional.of(theme));
        writer.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        writer.write(drawing, metadata);
        return writer.out.append('\n').toString();
    }

    /** A part of a page whose style sheet defines {@code --paper}, {@code --ink} and the other roles. */
    static String inline(Drawing drawing) {
        var writer = new SvgWriter(Optional.empty());
        writer.write(drawing, Map.of());
        return writer.out.toString();
    }

    private void write(Drawing drawing, Map<String, String> metadata) {
        out.append(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 ")
                .append(number(drawing.width()))
                .append(' ')
                .append(number(drawing.height()))
                .append("\" width=\"")
                .append(number(drawing.width()))
                .append("\" height=\"")
                .append(number(drawing.height()))
                .append("\" role=\"img\" font-family=\"")
                .append(FONTS)
                .append("\">\n");
        out.append("<title>").append(Markup.escape(drawing.title())).append("</title>\n");
        if (!metadata.isEmpty()) {
            out.append("<metadata><provenance xmlns=\"https://vitrine.dev/provenance\">");
            metadata.forEach((name, value) -> out.append("<entry name=\"")
                    .append(Markup.escape(name))
                    .append("\">")
                    .append(Markup.escape(value))
                    .append("</entry>"));
            out.append("</provenance></metadata>\n");
        }
        if (theme.isPresent()) {
            out.append("<rect width=\"100%\" height=\"100%\" fill=\"")
                    .append(colour(Ink.Role.PAPER))
                    .append("\"/>\n");
        }
        drawing.items().forEach(this::item);
        out.append("</svg>");
    }

    private void item(Item item) {
        if (item instanceof Item.Rect r) {
            out.append("<rect x=\"")
                    .append(number(r.x()))
                    .append("\" y=\"")
                    .append(number(r.y()))
                    .append("\" width=\"")
                    .append(number(r.width()))
                    .append("\" height=\"")
                    .append(number(r.height()));
            if (r.radius() > 0) {
                out.append("\" rx=\"").append(number(r.radius()));
            }
            out.append('"');
            style(r.style());
            close("rect", r.tip());
        } else if (item instanceof Item.Circle c) {
            out.append("<circle cx=\"")
                    .append(number(c.x()))
                    .append("\" cy=\"")
                    .append(number(c.y()))
                    .append("\" r=\"")
                    .append(number(c.radius()))
                    .append('"');
            style(c.style());
            close("circle", c.tip());
        } else if (item instanceof Item.Path p) {
            out.append("<path d=\"");
            path(p.outline());
            out.append('"');
            style(p.style());
            close("path", p.tip());
        } else if (item instanceof Item.Words w) {
            words(w);
        } else if (item instanceof Item.Picture p) {
            picture(p);
        }
    }

    private void words(Item.Words w) {
        out.append("<text x=\"")
                .append(number(w.x()))
                .append("\" y=\"")
                .append(number(w.y()))
                .append("\" font-size=\"")
                .append(number(w.size()))
                .append("\" fill=\"")
                .append(colour(w.ink()));
        if (w.anchor() != Item.Anchor.START) {
            out.append("\" text-anchor=\"").append(w.anchor() == Item.Anchor.END ? "end" : "middle");
        }
        if (w.turned()) {
            out.append("\" transform=\"rotate(-90 ")
                    .append(number(w.x()))
                    .append(' ')
                    .append(number(w.y()))
                    .append(')');
        }
        out.append("\">").append(Markup.escape(w.text())).append("</text>\n");
    }

    private void picture(Item.Picture p) {
        out.append("<image x=\"")
                .append(number(p.x()))
                .append("\" y=\"")
                .append(number(p.y()))
                .append("\" width=\"")
                .append(number(p.width()))
                .append("\" height=\"")
                .append(number(p.height()))
                .append("\" preserveAspectRatio=\"none\"");
        if (!p.smooth()) {
            out.append(" style=\"image-rendering:pixelated\"");
        }
        out.append(" xlink:href=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(PngWriter.write(p.bitmap(), Map.of())))
                .append('"');
        close("image", new Item.Tip(p.words(), Map.of()));
    }

    private void style(Item.Style style) {
        out.append(" fill=\"")
                .append(style.fill().map(this::colour).orElse("none"))
                .append('"');
        if (style.opacity() < 1) {
            out.append(style.fill().isPresent() ? " fill-opacity=\"" : " stroke-opacity=\"")
                    .append(number(style.opacity()))
                    .append('"');
        }
        style.stroke()
                .ifPresent(ink -> out.append(" stroke=\"")
                        .append(colour(ink))
                        .append("\" stroke-width=\"")
                        .append(number(style.width()))
                        .append("\" stroke-linejoin=\"round\""));
        if (style.dashed()) {
            out.append(" stroke-dasharray=\"4 3\"");
        }
    }

    private void close(String element, Item.Tip tip) {
        tip.data()
                .forEach((name, value) -> out.append(" data-")
                        .append(name)
                        .append("=\"")
                        .append(Markup.escape(value))
                        .append('"'));
        if (tip.words().isEmpty()) {
            out.append("/>\n");
        } else {
            out.append("><title>")
                    .append(Markup.escape(tip.words()))
                    .append("</title></")
                    .append(element)
                    .append(">\n");
        }
    }

    private void path(Path2D outline) {
        var at = new double[6];
        for (var i = outline.getPathIterator(null); !i.isDone(); i.next()) {
            int kind = i.currentSegment(at);
            int values = switch (kind) {
                case PathIterator.SEG_QUADTO -> 4;
                case PathIterator.SEG_CUBICTO -> 6;
                case PathIterator.SEG_CLOSE -> 0;
                default -> 2;
            };
            out.append("MLQCZ".charAt(kind));
            for (int k = 0; k < values; k++) {
                out.append(k > 0 ? " " : "").append(number(at[k]));
            }
        }
    }

    private String colour(Ink ink) {
        if (theme.isEmpty() && ink instanceof Ink.Role role) {
            return "var(--" + role.name().toLowerCase(java.util.Locale.ROOT) + ")";
        }
        var hex = Integer.toHexString(theme.orElse(Theme.LIGHT).rgb(ink));
        return "#" + "0".repeat(6 - hex.length()) + hex;
    }

    /** Two decimals at most: a hundredth of a pixel. */
    static String number(double value) {
        long hundredths = Math.round(value * 100);
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        var digits = new StringBuilder()
                .append(hundredths < 0 ? "-" : "")
                .append(Math.abs(hundredths) / 100)
                .append('.');
        long rest = Math.abs(hundredths) % 100;
        digits.append(rest / 10);
        return rest % 10 == 0 ? digits.toString() : digits.append(rest % 10).toString();
    }
}
