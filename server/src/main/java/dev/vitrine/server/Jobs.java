package dev.vitrine.server;

import dev.vitrine.methods.Progress;
import dev.vitrine.view.Json;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Work that can be followed and cancelled, by the name that its caller gave it. */
final class Jobs {
    private static final int STREAMS = 12;
    private static final long HEARTBEAT_MS = 2000;

    private final Map<String, Job> running = new ConcurrentHashMap<>();
    private final Semaphore streams = new Semaphore(STREAMS);

    /** How far a piece of work is: what a {@code progress} event says. */
    private record Step(long done, long total, Text text) {}

    /** One piece of work in one thread. */
    private static final class Job implements Progress {
        private Text what;
        private Optional<Thread> worker = Optional.of(Thread.currentThread());
        private boolean cancelled;
        private long done;
        private long total;

        private Job(Text what) {
            this.what = what;
        }

        @Override
        public synchronized void at(long nowDone, long ofTotal) {
            if (cancelled) {
                throw new CancellationException();
            }
            done = nowDone;
            total = ofTotal;
            notifyAll();
        }

        @Override
        public synchronized void doing(Text now) {
            what = now;
        }

        /** After this, a cancel no longer reaches the thread. */
        private synchronized void end() {
            worker = Optional.empty();
            Thread.interrupted();
            notifyAll();
        }

        private synchronized void cancel() {
            cancelled = worker.isPresent();
            worker.ifPresent(Thread::interrupt);
        }

        private synchronized boolean wasCancelled() {
            return cancelled;
        }

        /** Waits until there is something new to say. @return false when it has ended */
        private synchronized boolean news(long knownDone) throws InterruptedException {
            if (worker.isPresent() && done == knownDone) {
                wait(HEARTBEAT_MS);
            }
            return worker.isPresent();
        }

        private synchronized Step step() {
            return new Step(done, total, what);
        }
    }

    /**
     * Does work in this thread.
     *
     * @param what is being done, for those who follow
     * @throws CancellationException if somebody cancelled
     */
    <T> T run(Request request, Text what, Work<T> work) throws Exception {
        var job = new Job(what);
        var name = request.query().first("job");
        name.ifPresent(n -> running.put(n, job));
        try {
            return work.with(job);
        } catch (InputException e) {
            // Reading a file that is interrupted looks like a file that cannot be read.
            throw job.wasCancelled() ? new CancellationException() : e;
        } finally {
            job.end();
            name.ifPresent(n -> running.remove(n, job));
        }
    }

    /** Something to do that tells how far it is. */
    interface Work<T> {
        T with(Progress progress) throws Exception;
    }

    Answer cancel(Request request) {
        Optional.ofNullable(running.get(request.wild(0))).ifPresent(Job::cancel);
        return Answer.json(Map.of(), request.words());
    }

    /** A stream of server-sent events until the job has ended; a job that is not there has ended. */
    Answer events(Request request) {
        var job = Optional.ofNullable(running.get(request.wild(0)));
        return new Answer(
                200, "text/event-stream; charset=utf-8", -1, out -> stream(job, request.words(), out), Map.of());
    }

    private void stream(Optional<Job> job, Words words, OutputStream out) throws IOException {
        if (job.isPresent() && streams.tryAcquire()) {
            try {
                long known = -1;
                for (boolean more = true; more; more = job.get().news(known)) {
                    var step = job.get().step();
                    known = step.done();
                    event(out, "progress", Json.compact(step, words));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                streams.release();
            }
        }
        event(out, "done", "{}");
    }

    private static void event(OutputStream out, String name, String data) throws IOException {
        out.write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
