package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.methods.Card;
import dev.vitrine.methods.Methods;
import dev.vitrine.words.Language;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The guide's page of all ways of looking is made from their cards: {@code -Dvitrine.update=true} writes it, every other run
 * checks that it is up to date.
 */
class GuideTest {
    private static final Path DOCS = Path.of(System.getProperty("vitrine.samples"), "..", "docs");

    @ParameterizedTest
    @EnumSource(Language.class)
    void methodsPageSaysWhatTheCardsSay(Language language) throws IOException {
        var page = DOCS.resolve(language == Language.EN ? "methods.md" : "methods.zh.md");
        var made = page(Words.in(language));
        if (Boolean.getBoolean("vitrine.update")) {
            Files.writeString(page, made);
        }
        assertThat(page).hasContent(made);
    }

    private static String page(Words words) {
        var out = new StringBuilder();
        out.append("# ").append(words.say("guide.methods-title")).append("\n\n");
        out.append(words.say("guide.methods-intro")).append('\n');
        for (var question : Card.Question.values()) {
            var cards = Methods.all().stream()
                    .map(m -> m.card())
                    .filter(c -> c.question() == question)
                    .toList();
            if (!cards.isEmpty()) {
                out.append("\n## ").append(words.say(question.title())).append('\n');
                cards.forEach(card -> card(out, card, words));
            }
        }
        return out.toString();
    }

    private static void card(StringBuilder out, Card card, Words words) {
        out.append("\n### ").append(words.say(card.title())).append("\n\n");
        out.append('`')
                .append(card.id())
                .append("` · ")
                .append(words.say(card.what()))
                .append("\n\n");
        line(out, words, "guide.read", card.howToRead());
        line(out, words, "guide.doubt", card.whenToDoubt());
        card.paper().ifPresent(p -> line(out, words, "guide.paper", Text.plain(p)));
        var needs = card.needs().stream()
                .map(n -> words.say("guide.need-" + n.name().toLowerCase(Locale.ROOT)))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!needs.isEmpty()) {
            line(out, words, "guide.needs", Text.plain(needs));
        }
        if (card.parameters().isEmpty()) {
            return;
        }
        out.append("\n| ")
                .append(words.say("guide.setting"))
                .append(" | ")
                .append(words.say("guide.default"))
                .append(" | ")
                .append(words.say("guide.range"))
                .append(" | ")
                .append(words.say("guide.meaning"))
                .append(" |\n| --- | --- | --- | --- |\n");
        for (var parameter : card.parameters()) {
            out.append("| `")
                    .append(parameter.name())
                    .append("` | ")
                    .append(code(parameter.standard()))
                    .append(" | ")
                    .append(code(parameter.range().replace("|", " · ")))
                    .append(" | ")
                    .append(words.say(card.id() + ".param." + parameter.name()).replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    private static void line(StringBuilder out, Words words, String key, Text text) {
        out.append("- **")
                .append(words.say(key))
                .append("** ")
                .append(words.say(text))
                .append('\n');
    }
}
