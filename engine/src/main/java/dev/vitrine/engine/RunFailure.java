package dev.vitrine.engine;

import ai.onnxruntime.OrtException;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.regex.Pattern;

/** Turns what the runtime throws into a message that names the node and the reason. */
final class RunFailure {
    private static final Pattern NODE =
            Pattern.compile("running (\\S+) node\\. Name:'([^']*)' Status Message: (.*)", Pattern.DOTALL);
    private static final Pattern SIZES = Pattern.compile(
            "invalid dimensions for input: (.+?) for the following indices\\s+index: (\\d+) Got: (\\d+) Expected: (\\d+)");
    private static final Pattern SOURCE = Pattern.compile("\\S+/\\S+\\.(?:cc|h):\\d+ [^\\n]*?\\) ?");

    private RunFailure() {}

    static InputException of(OrtException e) {
        var message = String.valueOf(e.getMessage()).strip();
        var node = NODE.matcher(message);
        if (node.find()) {
            return new InputException(
                    Text.of(
                            "engine.node-failed",
                            "op",
                            node.group(1),
                            "node",
                            node.group(2),
                            "why",
                            plain(node.group(3))),
                    e);
        }
        var sizes = SIZES.matcher(message);
        if (sizes.find()) {
            return new InputException(
                    Text.of(
                            "engine.input-size",
                            "name",
                            sizes.group(1),
                            "axis",
                            sizes.group(2),
                            "got",
                            sizes.group(3),
                            "wanted",
                            sizes.group(4)),
                    e);
        }
        return new InputException(Text.of("engine.refused", "why", plain(message)), e);
    }

    /** One line without source positions of the runtime. */
    private static String plain(String message) {
        var line = SOURCE.matcher(message.replaceFirst("^Error code - \\w+ - message: ", ""))
                .replaceAll("");
        line = line.replaceAll("\\s+", " ").strip();
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
