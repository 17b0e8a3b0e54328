package dev.vitrine.methods;

import dev.vitrine.methods.Card.Need;
import dev.vitrine.model.Graph;
import dev.vitrine.words.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Whether a way of looking fits a model and an input, and one reason why or why not. */
public record Advice(boolean applicable, Text reason) {
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    /** Judges by the card's needs; an input that could still be given is no obstacle. */
    public static Advice on(Card card, Look look) {
        for (var need : Need.values()) {
            if (card.needs().contains(need) && !met(need, look)) {
                return new Advice(false, Text.of("advice.lacks-" + need.name().toLowerCase(java.util.Locale.ROOT)));
            }
        }
        return new Advice(true, card.what());
    }

    /** All cards, those that answer a typed question best first; in the order of the list where nothing is asked. */
    public static List<Card> ranked(String question) {
        var cards = Methods.all().stream().map(Method::card).toList();
        var relevance = Relevance.among(cards);
        return cards.stream()
                .sorted(Comparator.comparingDouble((Card c) -> -relevance.of(c, question)))
                .toList();
    }

    private static boolean met(Need need, Look look) {
        var graph = look.graph();
        return switch (need) {
            case BESIDE, SERIES -> true;
            case INPUT, FOLDER, LAYER, SCORE -> !graph.nodes().isEmpty() && !graph.isWeightsOnly();
            case IMAGE ->
                look.given().isPresent()
                        ? look.input().picture().isPresent()
                        : graph.inputs().stream()
                                .anyMatch(i ->
                                        i.type().shape().map(s -> s.rank() == 4).orElse(true));
            case SPATIAL -> !Features.stageTensors(look).isEmpty();
            case WEIGHTS -> !Weights.all(graph).isEmpty();
            case RECURRENT -> hasRecurrent(graph);
            case GRADIENT ->
                graph.inputs().stream()
                        .anyMatch(i -> i.type().type().map(t -> t.isFloating()).orElse(false)
                                || i.type().shape().filter(s -> s.rank() == 4).isPresent()
                                        && graph.consumers(i.name()).stream().anyMatch(n -> n.is("Cast")));
        };
    }

    private static boolean hasRecurrent(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(n -> n.domain().isEmpty() && RECURRENT.contains(n.op())
                        || n.subgraphs().stream().anyMatch(Advice::hasRecurrent));
    }
}
