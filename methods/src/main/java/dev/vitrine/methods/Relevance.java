package dev.vitrine.methods;

import dev.vitrine.words.Language;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How well a way of looking answers a question that a person typed, in English or Chinese: the words they share, rare words
 * counting more (inverse document frequency, Spärck Jones 1972), those of the title and of the card's {@code ask} line most.
 */
public final class Relevance {
    private static final Pattern WORD = Pattern.compile("[\\p{IsLatin}\\p{N}]+|\\p{IsHan}+");
    private static final int STEM = 6;

    private final Map<String, Map<String, Double>> weights = new LinkedHashMap<>();
    private final Map<String, Integer> occurrence = new HashMap<>();

    private Relevance(List<Card> cards) {
        for (var card : cards) {
            var own = new HashMap<String, Double>();
            for (var language : Language.values()) {
                var words = Words.in(language);
                put(own, words.say(card.title()) + " " + card.id(), 3);
                put(own, words.say(card.what()), 2);
                put(own, words.say(card.howToRead()), 1);
                put(own, words.say(card.question().title()), 1);
                if (words.has(card.id() + ".ask")) {
                    put(own, words.say(Text.of(card.id() + ".ask")), 3);
                }
            }
            weights.put(card.id(), own);
            own.keySet().forEach(t -> occurrence.merge(t, 1, Integer::sum));
        }
    }

    /** Among these ways of looking. */
    public static Relevance among(List<Card> cards) {
        return new Relevance(cards);
    }

    private static void put(Map<String, Double> terms, String text, double weight) {
        terms(text).forEach(t -> terms.merge(t, weight, Math::max));
    }

    /** How well a card fits, 0 for not at all. */
    public double of(Card card, String question) {
        var own = weights.getOrDefault(card.id(), Map.of());
        double sum = 0;
        for (var term : terms(question)) {
            double rare = Math.log((1.0 + weights.size()) / occurrence.getOrDefault(term, weights.size()));
            sum += own.getOrDefault(term, 0.0) * rare;
        }
        return sum;
    }

    /** Latin words without their endings, and every two Chinese characters that stand together. */
    private static Set<String> terms(String text) {
        var terms = new HashSet<String>();
        var matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            var run = matcher.group();
            if (Character.UnicodeScript.of(run.codePointAt(0)) == Character.UnicodeScript.HAN) {
                pairs(run).forEach(terms::add);
            } else if (run.length() > 1) {
                var stem = run.length() > 3 && run.endsWith("s") ? run.substring(0, run.length() - 1) : run;
                terms.add(stem.substring(0, Math.min(STEM, stem.length())));
            }
        }
        return terms;
    }

    private static List<String> pairs(String run) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < run.length(); i++) {
            pairs.add(run.substring(i, i + 2));
        }
        return run.length() == 1 ? List.of(run) : pairs;
    }
}
