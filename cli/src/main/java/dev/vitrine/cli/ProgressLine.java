package dev.vitrine.cli;

import dev.vitrine.methods.Progress;
import dev.vitrine.words.Text;

/** Says on standard error how far a long look is: a bar that grows on a terminal, a plain line now and then elsewhere. */
final class ProgressLine implements Progress, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long FIRST_NS = 700_000_000L;
    private static final long BAR_NS = 100_000_000L;
    private static final long LINE_NS = 5_000_000_000L;

    private final Terminal terminal;
    private final boolean bar;
    private long last = System.nanoTime();
    private long pause = FIRST_NS;
    private boolean drawn;

    /** @param bar whether standard error is a terminal, where a line can be written over */
    ProgressLine(Terminal terminal, boolean bar) {
        this.terminal = terminal;
        this.bar = bar;
    }

    @Override
    public void doing(Text what) {
        close();
        terminal.note(Text.of("cli.progress", "step", what));
    }

    @Override
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (total <= 0 || now - last < pause) {
            return;
        }
        last = now;
        pause = bar ? BAR_NS : LINE_NS;
        var share = Math.round(100.0 * done / total);
        if (bar) {
            int full = (int) (WIDTH * done / total);
            terminal.err().print("\r[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + share + " %");
            terminal.err().flush();
            drawn = true;
        } else {
            terminal.note(Text.of("cli.progress-share", "share", share, "done", done, "total", total));
        }
    }

    /** Wipes the bar. */
    @Override
    public void close() {
        if (drawn) {
            terminal.err().print("\r" + " ".repeat(WIDTH + 10) + "\r");
            terminal.err().flush();
            drawn = false;
        }
    }
}
