package dev.vitrine.cli;

import dev.vitrine.engine.Engine;
import dev.vitrine.formats.Formats;
import dev.vitrine.methods.Advice;
import dev.vitrine.methods.Card;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import dev.vitrine.view.Json;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine methods}: the ways of looking, and which of them fit a model. */
@Command(name = "methods")
final class MethodsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", descriptionKey = "method-id")
    private Optional<String> id = Optional.empty();

    @Option(names = "--for", paramLabel = "MODEL", descriptionKey = "for")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--input", paramLabel = "[NAME=]FILE", descriptionKey = "input")
    private List<String> inputs = List.of();

    @Option(names = "--goal", paramLabel = "QUESTION", descriptionKey = "goal")
    private Optional<String> goal = Optional.empty();

    @Option(names = "--ask", paramLabel = "QUESTION", descriptionKey = "ask")
    private Optional<String> question = Optional.empty();

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Mixin
    private EveryCommand every = new EveryCommand();

    MethodsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var methods = Advice.ranked(question.orElse("")).stream()
                .map(card -> Methods.get(card.id()))
                .filter(m -> goal.map(this::question)
                        .map(q -> m.card().question() == q)
                        .orElse(true))
                .toList();
        if (id.isPresent()) {
            methods = List.of(Methods.get(id.get()));
        }
        if (model.isEmpty()) {
            print(methods, Map.of());
            return 0;
        }
        var opened = Formats.open(model.get());
        try (var engine = Engine.of(opened)) {
            var look = inputs.isEmpty()
                    ? Look.at(engine)
                    : Look.at(engine).with(Subject.given(opened, inputs, Optional.empty(), Optional.empty()));
            var fits = new LinkedHashMap<String, Advice>();
            var misfits = new LinkedHashMap<String, Advice>();
            for (var method : methods) {
                var advice = Advice.on(method.card(), look);
                (advice.applicable() ? fits : misfits).put(method.card().id(), advice);
            }
            fits.putAll(misfits);
            print(fits.keySet().stream().map(Methods::get).toList(), fits);
        }
        return 0;
    }

    private Card.Question question(String name) {
        return Arrays.stream(Card.Question.values())
                .filter(q -> q.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        "cli.usage-goal",
                        "goal",
                        name,
                        "known",
                        String.join(
                                "|",
                                Arrays.stream(Card.Question.values())
                                        .map(q -> q.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    private void print(List<Method> methods, Map<String, Advice> advice) {
        if (json) {
            var all = methods.stream()
                    .map(m -> facts(
                            m.card(), Optional.ofNullable(advice.get(m.card().id()))))
                    .toList();
            terminal.out().println(Json.write(all, terminal.words()));
            return;
        }
        for (var method : methods) {
            var card = method.card();
            terminal.say(Text.of(
                    "cli.method",
                    "id",
                    card.id(),
                    "title",
                    card.title(),
                    "question",
                    card.question().title()));
            terminal.say(Text.of("cli.method-line", "line", card.what()));
            Optional.ofNullable(advice.get(card.id()))
                    .ifPresent(a -> terminal.say(
                            Text.of(a.applicable() ? "cli.method-fits" : "cli.method-does-not", "why", a.reason())));
            if (id.isPresent()) {
                terminal.say(Text.of("cli.method-line", "line", card.howToRead()));
                terminal.say(Text.of("cli.method-line", "line", card.whenToDoubt()));
                card.parameters()
                        .forEach(p -> terminal.say(Text.of(
                                "cli.method-parameter",
                                "name",
                                p.name(),
                                "standard",
                                p.standard(),
                                "range",
                                p.range(),
                                "what",
                                Text.of(card.id() + ".param." + p.name()))));
                card.paper().ifPresent(p -> terminal.say(Text.of("cli.method-paper", "paper", p)));
            }
        }
    }

    private static Map<String, Object> facts(Card card, Optional<Advice> advice) {
        var facts = new LinkedHashMap<>(card.facts());
        facts.put("applicable", advice.map(Advice::applicable));
        facts.put("reason", advice.map(Advice::reason));
        return facts;
    }
}
