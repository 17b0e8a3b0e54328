package dev.vitrine.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.CancellationException;

/**
 * Lets an interrupt of the thread end a run of the runtime, between two of its nodes. The JDK tells interruptible channels of an
 * interrupt at once, also while the thread is in native code; so a run is one.
 */
final class Interruption extends AbstractInterruptibleChannel {
    private final OrtSession.RunOptions options;
    private boolean running = true;

    private Interruption(OrtSession.RunOptions options) {
        this.options = options;
    }

    /** Something that the runtime does. */
    interface Run<T> {
        T with(OrtSession.RunOptions options) throws OrtException;
    }

    /**
     * @param once whether the room for activations goes back after the run; taking it again costs half as much as a run
     * @throws CancellationException if this thread was interrupted, before or meanwhile; it then no longer is
     */
    static <T> T guard(boolean once, Run<T> run) throws OrtException {
        try (var options = new OrtSession.RunOptions()) {
            if (once) {
                options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            }
            var interruption = new Interruption(options);
            boolean done = false;
            try {
                interruption.begin();
                if (Thread.interrupted()) {
                    throw new CancellationException();
                }
                var result = run.with(options);
                done = true;
                return result;
            } catch (OrtException e) {
                if (Thread.interrupted()) {
                    throw (CancellationException) new CancellationException().initCause(e);
                }
                throw e;
            } finally {
                interruption.finish(done);
            }
        }
    }

    private void finish(boolean done) {
        synchronized (this) {
            running = false;
        }
        try {
            end(done);
        } catch (AsynchronousCloseException e) {
            // Answered above where it ended the run; one that came too late is still set, and ends the next.
            return;
        }
    }

    @Override
    protected synchronized void implCloseChannel() {
        if (running) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw RunFailure.of(e);
            }
        }
    }
}
