package dev.vitrine.cli;

import dev.vitrine.words.InputException;
import dev.vitrine.words.Language;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code vitrine} command. */
@Command(
        name = "vitrine",
        versionProvider = Main.class,
        subcommands = {
            OpenCommand.class,
            InspectCommand.class,
            RunCommand.class,
            FeaturesCommand.class,
            ActivationsCommand.class,
            WeightsCommand.class,
            ValueCommand.class,
            GradientsCommand.class,
            DifferentiateCommand.class,
            ExplainCommand.class,
            CompareCommand.class,
            ConvertCommand.class,
            SeriesCommand.class,
            ReportCommand.class,
            MethodsCommand.class
        })
public final class Main implements CommandLine.IVersionProvider {
    /** What was given cannot be used. */
    static final int BAD_INPUT = 1;

    /** The command was written wrongly. */
    static final int BAD_USAGE = 2;

    /** A fault of Vitrine's own. */
    static final int FAULT = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            descriptionKey = "help")
    private boolean help;

    @Option(names = "--version", versionHelp = true, descriptionKey = "version")
    private boolean version;

    private Main() {}

    public static void main(String[] args) {
        var out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        var err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        var terminal = new Terminal(out, err, Words.in(language(List.of(args))), List.of(args));
        // Only a signal runs this; the status is then the system's, 130 for Ctrl-C.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> terminal.error(Text.of("cli.interrupted"))));
        int status = run(terminal);
        // A print stream keeps what went wrong with it to itself.
        if (out.checkError() && status == 0) {
            terminal.error(Text.of("cli.output-lost"));
            status = BAD_INPUT;
        }
        err.flush();
        // The runtime's threads and native memory go with the process.
        Runtime.getRuntime().halt(status);
    }

    /** Runs one command as a process would. @return the exit status */
    static int run(PrintStream out, PrintStream err, String... args) {
        return run(new Terminal(out, err, Words.in(language(List.of(args))), List.of(args)));
    }

    private static int run(Terminal terminal) {
        var args = terminal.arguments();
        var line = new CommandLine(new Main(), new CommandFactory(terminal));
        line.setResourceBundle(new WordsBundle(terminal.words()));
        line.setOut(new java.io.PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new java.io.PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, given) -> usage(e, terminal));
        line.setExecutionExceptionHandler((e, command, parsed) -> failure(e, terminal, args.contains("--verbose")));
        try {
            return args.isEmpty() ? line.execute("open") : line.execute(args.toArray(String[]::new));
        } catch (OutOfMemoryError e) {
            terminal.error(
                    Text.of("cli.out-of-memory", "most", Runtime.getRuntime().maxMemory() >> 20));
            return BAD_INPUT;
        }
    }

    private static int usage(ParameterException e, Terminal terminal) {
        Text why;
        if (e instanceof UnmatchedArgumentException unmatched) {
            why = Text.of("cli.unknown-argument", "argument", String.join(" ", unmatched.getUnmatched()));
        } else if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            why = Text.of(
                    "cli.missing-argument",
                    "argument",
                    missing.getMissing().stream()
                            .map(m -> m.isOption() ? ((CommandLine.Model.OptionSpec) m).longestName() : m.paramLabel())
                            .reduce((a, b) -> a + " " + b)
                            .orElse(""));
        } else {
            why = Text.of("cli.bad-usage", "why", String.valueOf(e.getMessage()));
        }
        terminal.error(Text.of(
                "cli.usage",
                "why",
                why,
                "command",
                e.getCommandLine().getCommandSpec().qualifiedName()));
        return BAD_USAGE;
    }

    private static int failure(Exception e, Terminal terminal, boolean verbose) {
        if (e instanceof InputException input) {
            terminal.error(input.text());
            if (verbose) {
                terminal.trace(e);
            }
            return input.text().key().startsWith("cli.usage-") ? BAD_USAGE : BAD_INPUT;
        }
        terminal.error(Text.of("cli.fault", "what", String.valueOf(e)));
        if (verbose) {
            terminal.trace(e);
        }
        return FAULT;
    }

    /** The language asked for with {@code --lang}, else that of the environment. */
    private static Language language(List<String> args) {
        int at = args.indexOf("--lang");
        var asked = at >= 0 && at + 1 < args.size()
                ? args.get(at + 1)
                : args.stream()
                        .filter(a -> a.startsWith("--lang="))
                        .map(a -> a.substring(7))
                        .findFirst()
                        .orElse("");
        return Arrays.stream(Language.values())
                .filter(l -> l.code().equals(asked))
                .findFirst()
                .orElseGet(() -> Language.of(Locale.getDefault()));
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Vitrine " + Version.NUMBER};
    }
}
