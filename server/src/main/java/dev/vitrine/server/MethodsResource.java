package dev.vitrine.server;

import dev.vitrine.methods.Advice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /models/{m}/methods}: every way of looking, those that fit first, the best for a question first. */
final class MethodsResource {
    private final Workspace workspace;

    MethodsResource(Workspace workspace) {
        this.workspace = workspace;
    }

    Answer list(Request request) {
        var model = workspace.model(request.wild(0));
        var look =
                request.query().first("input").map(i -> model.input(i).look()).orElse(model.look());
        var asked = request.query().first("q").orElse("");
        var fits = new ArrayList<Map<String, Object>>();
        var misfits = new ArrayList<Map<String, Object>>();
        for (var card : Advice.ranked(asked)) {
            var advice = Advice.on(card, look);
            var facts = new LinkedHashMap<>(card.facts());
            facts.put("applicable", advice.applicable());
            facts.put("reason", advice.reason());
            (advice.applicable() ? fits : misfits).add(facts);
        }
        fits.addAll(misfits);
        return Answer.json(fits, request.words());
    }
}
