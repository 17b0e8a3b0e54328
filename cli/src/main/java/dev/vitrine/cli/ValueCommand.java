package dev.vitrine.cli;

import dev.vitrine.methods.Method;
import dev.vitrine.methods.Methods;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine value}: the arithmetic behind one output value. */
@Command(name = "value")
final class ValueCommand extends LookCommand {

    @Option(names = "--layer", paramLabel = "NAME", descriptionKey = "layer", required = true)
    private String layer = "";

    @Option(names = "--at", paramLabel = "C,Y,X", descriptionKey = "at", required = true)
    private String at = "";

    ValueCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Method method() {
        return Methods.get("value");
    }

    @Override
    Map<String, String> settings() {
        return Map.of("layer", layer, "at", at);
    }
}
