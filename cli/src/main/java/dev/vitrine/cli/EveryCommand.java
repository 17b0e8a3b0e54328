package dev.vitrine.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command has. {@link Main} reads language and verbosity before a command runs. */
final class EveryCommand {

    @Option(names = "--lang", paramLabel = "en|zh", descriptionKey = "lang")
    private Optional<String> lang = Optional.empty();

    @Option(names = "--verbose", descriptionKey = "verbose")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            descriptionKey = "help")
    private boolean help;

    /** The language as it was typed. */
    Optional<String> lang() {
        return lang;
    }
}
