package dev.vitrine.cli;

import dev.vitrine.autodiff.Differentiator;
import dev.vitrine.autodiff.Gradient;
import dev.vitrine.autodiff.Operators;
import dev.vitrine.autodiff.Reach;
import dev.vitrine.autodiff.Target;
import dev.vitrine.engine.Conversion;
import dev.vitrine.methods.Derivative;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.TargetText;
import dev.vitrine.model.Node;
import dev.vitrine.model.Shape;
import dev.vitrine.view.Json;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine differentiate}: the gradient as a model of its own; without {@code -o}, whether there is one. */
@Command(name = "differentiate")
final class DifferentiateCommand implements Callable<Integer> {
    private static final Pattern NUMBERED = Pattern.compile("(prob:)?(\\d{1,9})(?:-(\\d{1,9}))?");

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", descriptionKey = "model")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--wrt", paramLabel = "TENSOR[,TENSOR]", split = ",", descriptionKey = "differentiate-wrt")
    private List<String> wrt = List.of();

    @Option(names = "--of", paramLabel = "T", descriptionKey = "differentiate-of")
    private Optional<String> of = Optional.empty();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE.onnx",
            descriptionKey = "differentiate-out")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--steps", descriptionKey = "differentiate-steps")
    private boolean steps;

    @Option(names = "--operators", descriptionKey = "differentiate-operators")
    private boolean operators;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Option(names = "--quiet", descriptionKey = "quiet")
    private boolean quiet;

    @Mixin
    private Circumstances circumstances = new Circumstances();

    DifferentiateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (operators) {
            operators();
            return 0;
        }
        if (model.isEmpty() || wrt.isEmpty()) {
            throw InputException.of("cli.usage-differentiate");
        }
        var look = circumstances.open(model.get());
        try (var engine = look.engine()) {
            try {
                return answer(asked(look, engine.differentiator()));
            } catch (InputException e) {
                var seen = answer(asked(look, look.seen(e)));
                if (out.isPresent() && !quiet) {
                    terminal.note(Text.of("cli.differentiate-sizes"));
                }
                return seen;
            }
        }
    }

    private int answer(Differentiator asked) {
        if (out.isEmpty() && !steps) {
            var reach = asked.reach();
            report(reach, asked.differentiated());
            return reach.complete() ? 0 : Main.BAD_INPUT;
        }
        var gradient = asked.build();
        var settled = of.isPresent() ? gradient.settled() : gradient;
        out.ifPresent(file -> Conversion.write(settled.model(), file));
        report(settled);
        return 0;
    }

    private Differentiator asked(Look look, Differentiator differentiator) {
        var named = differentiator.wrt(wrt);
        if (of.isEmpty()) {
            return named.target(Target.logit(0));
        }
        var text = of.get().strip();
        if (!look.graph().tensors().contains(text)) {
            return named.target(target(text, look));
        }
        var types = look.engine().types();
        long size = types.get(text)
                .shape()
                .flatMap(Shape::elements)
                .orElse(types.get(text).shape().isPresent() ? -1L : 1L);
        if (size != 1) {
            throw InputException.of("autodiff.not-scalar", "tensor", text, "size", size < 0 ? "several" : size);
        }
        return named.seed(text);
    }

    /** Classes by number need no input; what else a target may be is understood with model and input at hand. */
    private static Target target(String text, Look look) {
        var numbered = NUMBERED.matcher(text);
        if (!numbered.matches()) {
            return TargetText.of(text, look).target();
        }
        long index = Long.parseLong(numbered.group(2));
        if (numbered.group(3) != null) {
            return Target.difference(index, Long.parseLong(numbered.group(3)));
        }
        return numbered.group(1) == null ? Target.logit(index) : Target.probability(index);
    }

    /** How far a gradient gets. */
    private void report(Reach reach, String target) {
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("target", target);
            facts.put("complete", reach.complete());
            facts.put("reachable", sorted(reach.reachable()));
            facts.put("unreachable", sorted(reach.unreachable()));
            facts.put(
                    "blockers",
                    reach.blockers().entrySet().stream()
                            .map(e -> Map.of("node", e.getKey(), "op", e.getValue()))
                            .toList());
            facts.put("nearest", reach.nearest());
            terminal.out().println(Json.write(facts, terminal.words()));
            return;
        }
        sorted(reach.reachable())
                .forEach(t -> terminal.say(Text.of("cli.differentiate-exists", "tensor", t, "target", target)));
        reach.blocked()
                .ifPresentOrElse(
                        terminal::say,
                        () -> sorted(reach.unreachable())
                                .forEach(t -> terminal.say(
                                        Text.of("cli.differentiate-missing", "tensor", t, "target", target))));
    }

    private static List<String> sorted(java.util.Set<String> names) {
        return names.stream().sorted().toList();
    }

    private void report(Gradient gradient) {
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("target", gradient.tensor());
            facts.put("value", gradient.value());
            facts.put("gradients", gradient.gradients());
            facts.put("seed", gradient.feed().map(Gradient.Feed::name));
            facts.put("opset", gradient.model().opset());
            facts.put("nodes", gradient.model().graph().nodes().size());
            facts.put("steps", gradient.steps().stream().map(Derivative::facts).toList());
            terminal.out().println(Json.write(facts, terminal.words()));
            return;
        }
        if (steps) {
            gradient.steps()
                    .forEach(s -> terminal.say(Text.of(
                            "cli.differentiate-step",
                            "node",
                            s.node(),
                            "op",
                            s.op().isEmpty() ? "+" : s.op(),
                            "rule",
                            s.rule(),
                            "added",
                            String.join(" ", s.added().stream().map(Node::op).toList()))));
        }
        gradient.gradients()
                .forEach((tensor, name) -> terminal.say(Text.of(
                        "cli.differentiate-reached", "target", gradient.tensor(), "tensor", tensor, "name", name)));
        gradient.feed()
                .ifPresent(f -> terminal.say(
                        Text.of("cli.differentiate-seed", "input", f.name(), "target", gradient.tensor())));
        if (!quiet) {
            out.ifPresent(file -> terminal.note(Text.of("cli.wrote", "file", file.toString())));
        }
    }

    private void operators() {
        if (json) {
            var all = Operators.all().stream()
                    .map(o -> {
                        var facts = new LinkedHashMap<String, Object>();
                        facts.put("name", o.name());
                        facts.put("domain", o.domain());
                        facts.put("opsets", o.opsets());
                        facts.put("how", o.how().name().toLowerCase(Locale.ROOT));
                        return facts;
                    })
                    .toList();
            terminal.out().println(Json.write(Map.of("operators", all), terminal.words()));
            return;
        }
        Operators.all()
                .forEach(o -> terminal.say(Text.of(
                        "cli.operator-line",
                        "name",
                        (o.domain().isEmpty() ? "" : o.domain() + ".") + o.name(),
                        "how",
                        o.how().name().toLowerCase(Locale.ROOT),
                        "opsets",
                        String.join(
                                " ", o.opsets().stream().map(String::valueOf).toList()))));
    }
}
