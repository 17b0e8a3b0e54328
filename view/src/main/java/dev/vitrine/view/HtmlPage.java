package dev.vitrine.view;

import dev.vitrine.artifact.Artifact;
import dev.vitrine.artifact.Board;
import dev.vitrine.artifact.Provenance;
import dev.vitrine.artifact.Section;
import dev.vitrine.artifact.Table;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.util.List;

/**
 * A page that needs nothing else: drawings as SVG, pictures inside it, tables as tables; no script, no network. Light or dark as
 * the reader's system is, light in print.
 */
public final class HtmlPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;%s}
            @media(prefers-color-scheme:dark){:root{%s}}
            @media print{:root{%s}section{break-inside:avoid}}
            body{margin:0 auto;max-width:72rem;padding:2rem 1.5rem;background:var(--paper);color:var(--ink);\
            font:15px/1.55 system-ui,'Segoe UI','Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif}
            h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}h2{font-size:1.35rem;margin:3rem 0 .5rem;\
            border-top:1px solid var(--line);padding-top:1.2rem}h3{font-size:1.1rem;margin:1.8rem 0 .4rem}h4{font-size:.95rem;margin:1.2rem 0 .3rem}
            h1,h2,h3,h4,td,th,dd,p{overflow-wrap:anywhere}
            section{margin:1.5rem 0}svg{max-width:100%%;height:auto}
            .row{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}.row>*{flex:1 1 20rem;min-width:0}
            .reading{border-left:3px solid var(--line);padding-left:.9rem;margin:.8rem 0}
            .note{color:var(--muted);font-size:.88rem;margin:.3rem 0}
            .wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
            th{background:var(--panel);color:var(--muted);font-weight:500}
            th,td{padding:.3rem .8rem;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
            .n{text-align:right;white-space:nowrap}
            footer{margin-top:3rem;color:var(--muted);font-size:.85rem}dt{font-weight:600}dd{margin:0 0 .4rem}
            """;

    private final Words words;
    private final Palette palette;
    private final StringBuilder out = new StringBuilder(1 << 16);

    private HtmlPage(Words words, Palette palette) {
        this.words = words;
        this.palette = palette;
    }

    /** One page with all sections, one below the other. */
    public static String of(Text title, List<Section> sections, Words words, Palette palette, Provenance provenance) {
        var page = new HtmlPage(words, palette);
        page.write(title, sections, provenance);
        return page.out.toString();
    }

    private void write(Text title, List<Section> sections, Provenance provenance) {
        var said = words.say(title);
        var name = Markup.escape(said.isBlank() ? words.say("view.untitled") : said);
        out.append("<!DOCTYPE html>\n<html lang=\"")
                .append(words.language().code())
                .append("\">\n<head>\n")
                .append("<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>")
                .append(name)
                .append("</title>\n<style>\n")
                .append(STYLE.formatted(roles(Theme.LIGHT), roles(Theme.DARK), roles(Theme.LIGHT)))
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(name)
                .append("</h1>\n");
        var chapter = "";
        for (var section : sections) {
            if (!words.say(section.chapter()).equals(chapter)) {
                chapter = words.say(section.chapter());
                heading("h2", section.chapter());
            }
            section(title, section);
        }
        out.append("<footer><details><summary>")
                .append(Markup.escape(words.say("view.provenance")))
                .append("</summary><dl>\n");
        provenance
                .entries()
                .forEach((key, value) -> out.append("<dt>")
                        .append(Markup.escape(words.has("view." + key) ? words.say("view." + key) : key))
                        .append("</dt><dd>")
                        .append(Markup.escape(value))
                        .append("</dd>\n"));
        out.append("</dl></details></footer>\n</body>\n</html>\n");
    }

    private void section(Text pageTitle, Section section) {
        heading("h3", section.title());
        section.result().readings().forEach(r -> paragraph("reading", r));
        var artifact = section.result().artifact();
        if (artifact instanceof Board board
                && (board.title().equals(pageTitle) || board.title().equals(section.title()))) {
            parts(board);
        } else {
            artifact(artifact);
        }
        section.notes().forEach(n -> paragraph("note", n));
    }

    private void paragraph(String kind, Text text) {
        out.append("<p class=\"")
                .append(kind)
                .append("\">")
                .append(Markup.escape(words.say(text)))
                .append("</p>\n");
    }

    private static String roles(Theme theme) {
        var style = new StringBuilder();
        for (var role : Ink.Role.values()) {
            style.append("--")
                    .append(role.name().toLowerCase(java.util.Locale.ROOT))
                    .append(":#")
                    .append(String.format(java.util.Locale.ROOT, "%06x", theme.rgb(role)))
                    .append(';');
        }
        return style.toString();
    }

    private void artifact(Artifact artifact) {
        if (artifact instanceof Board board) {
            heading("h4", board.title());
            parts(board);
        } else if (artifact instanceof Table table) {
            heading("h4", table.title());
            table(table);
        } else {
            out.append("<section>")
                    .append(SvgWriter.inline(Drawings.of(artifact, words, palette)))
                    .append("</section>\n");
        }
    }

    private void parts(Board board) {
        for (int i = 0; i < board.parts().size(); i += board.columns()) {
            out.append(board.columns() > 1 ? "<div class=\"row\">\n" : "");
            board.parts()
                    .subList(i, Math.min(board.parts().size(), i + board.columns()))
                    .forEach(this::artifact);
            out.append(board.columns() > 1 ? "</div>\n" : "");
        }
    }

    private void heading(String level, Text title) {
        var said = words.say(title);
        if (!said.isBlank()) {
            out.append('<')
                    .append(level)
                    .append('>')
                    .append(Markup.escape(said))
                    .append("</")
                    .append(level)
                    .append(">\n");
        }
    }

    private void table(Table table) {
        out.append("<div class=\"wide\"><table>\n<thead><tr>");
        table.columns()
                .forEach(c -> out.append(c.kind() == Table.Kind.TEXT ? "<th>" : "<th class=\"n\">")
                        .append(Markup.escape(words.say(c.name())))
                        .append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (int r = 0; r < table.rows().size(); r++) {
            out.append("<tr>");
            for (int c = 0; c < table.columns().size(); c++) {
                out.append(table.columns().get(c).kind() == Table.Kind.TEXT ? "<td>" : "<td class=\"n\">")
                        .append(Markup.escape(TableDrawing.written(table, r, c, words)))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }
}
