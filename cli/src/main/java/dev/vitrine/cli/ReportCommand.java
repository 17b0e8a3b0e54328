package dev.vitrine.cli;

import dev.vitrine.artifact.Section;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Report;
import dev.vitrine.model.Sha256;
import dev.vitrine.view.HtmlPage;
import dev.vitrine.view.Palette;
import dev.vitrine.view.Rendering;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vitrine report}: everything that can be said about a model and one input, on one page. */
@Command(name = "report")
final class ReportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Subject subject = new Subject();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE.html",
            descriptionKey = "report-out",
            required = true)
    private Path out = Path.of("");

    @Option(names = "--quiet", descriptionKey = "quiet")
    private boolean quiet;

    ReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    private List<Section> sections(Look look) {
        if (quiet) {
            return Report.of(look);
        }
        try (var progress = new ProgressLine(terminal, System.console() != null)) {
            return Report.of(look.telling(progress));
        }
    }

    @Override
    public Integer call() {
        Rendering.check(out);
        if (!out.toString().endsWith(".html")) {
            throw InputException.of("cli.usage-html", "file", out.toString());
        }
        var look = subject.open();
        try (var engine = look.engine()) {
            var name = engine.model()
                    .source()
                    .map(Path::getFileName)
                    .map(Path::toString)
                    .orElse("");
            var sections = sections(look);
            var provenance = Subject.provenance(look, Sha256.of(subject.modelFile()), terminal);
            var page = HtmlPage.of(
                    Text.of("report.title", "model", name), sections, terminal.words(), Palette.standard(), provenance);
            Rendering.save(out, page.getBytes(StandardCharsets.UTF_8));
        }
        if (!quiet) {
            terminal.note(Text.of("cli.wrote", "file", out.toString()));
        }
        return 0;
    }
}
