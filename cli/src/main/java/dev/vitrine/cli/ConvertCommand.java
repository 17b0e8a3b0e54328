package dev.vitrine.cli;

import dev.vitrine.engine.Conversion;
import dev.vitrine.formats.Formats;
import dev.vitrine.model.Costs;
import dev.vitrine.view.Json;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine convert}: a network of any format as an ONNX file. */
@Command(name = "convert")
final class ConvertCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "model")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "model.onnx",
            descriptionKey = "convert-out")
    private Path out = Path.of("");

    @Option(names = "--weights", paramLabel = "FILE", descriptionKey = "weights-file")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Option(names = "--quiet", descriptionKey = "quiet")
    private boolean quiet;

    @Mixin
    private EveryCommand every = new EveryCommand();

    ConvertCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw InputException.of("cli.usage-convert", "file", out.toString());
        }
        var model = Formats.open(file, weights);
        var files = Conversion.write(model, out);
        model.origin().notes().forEach(terminal::note);
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("format", model.origin().format());
            facts.put("files", files.stream().map(Path::toString).toList());
            facts.put("opset", model.opset());
            facts.put("nodes", model.graph().nodes().size());
            facts.put("parameters", Costs.parameters(model.graph()));
            terminal.out().println(Json.write(facts, terminal.words()));
        } else if (!quiet) {
            files.forEach(f -> terminal.note(Text.of("cli.wrote", "file", f.toString())));
        }
        return 0;
    }
}
