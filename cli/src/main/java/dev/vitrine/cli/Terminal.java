package dev.vitrine.cli;

import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.io.PrintStream;
import java.util.List;

/** Where a command talks to: results to {@code out}, everything else to {@code err}, in one language. */
record Terminal(PrintStream out, PrintStream err, Words words, List<String> arguments) {

    void say(Text text) {
        out.println(clean(words.say(text)));
    }

    /** A message beside the result: on standard error. */
    void note(Text text) {
        err.println(clean(words.say(text)));
    }

    void error(Text text) {
        err.println(clean("vitrine: " + words.say(text)));
    }

    void trace(Exception e) {
        e.printStackTrace(err);
    }

    /** One line that cannot move the cursor or turn writing around, whatever a model calls its nodes. */
    static String clean(String line) {
        var safe = new StringBuilder(Math.min(line.length(), 2000));
        line.codePoints().limit(2000).forEach(c -> {
            boolean control = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
            safe.appendCodePoint(control ? '\uFFFD' : c);
        });
        return line.length() > 2000 ? safe.append('…').toString() : safe.toString();
    }

    /** The command as it was typed. */
    String commandLine() {
        return "vitrine " + String.join(" ", arguments);
    }
}
