package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.words.Language;
import dev.vitrine.words.Words;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CardTest {
    /** Words that a card speaks of by keys that no source writes out. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void everyCardHasAllItsWords(Language language) {
        var words = Words.in(language);
        var missing = new ArrayList<String>();
        int choices = 0;
        for (var method : Methods.all()) {
            var card = method.card();
            var keys = new ArrayList<String>();
            for (var line : new String[] {"title", "what", "read", "doubt"}) {
                keys.add(card.id() + "." + line);
            }
            for (var parameter : card.parameters()) {
                keys.add(card.id() + ".label." + parameter.name());
                keys.add(card.id() + ".param." + parameter.name());
                if (parameter.type().equals("choice")) {
                    for (var value : parameter.range().split("\\|")) {
                        keys.add(card.id() + ".choice." + parameter.name() + "." + value);
                        choices++;
                    }
                }
            }
            keys.stream().filter(key -> !words.has(key)).forEach(missing::add);
        }

        assertThat(missing).isEmpty();
        assertThat(choices).isPositive();
    }

    @Test
    void whatAParameterDependsOnIsAChoiceOfTheSameCard() {
        var conditions = Methods.all().stream()
                .flatMap(m -> m.card().parameters().stream()
                        .flatMap(p -> p.when().stream())
                        .map(when -> m.card().parameters().stream()
                                .filter(p -> p.name().equals(when.parameter()))
                                .anyMatch(p -> List.of(p.range().split("\\|")).containsAll(when.values()))))
                .toList();

        assertThat(conditions).isNotEmpty().doesNotContain(false);
    }
}
