package dev.vitrine.engine;

import dev.vitrine.autodiff.BatchRelaxation;
import dev.vitrine.autodiff.Differentiator;
import dev.vitrine.autodiff.Gradient;
import dev.vitrine.model.Costs;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import dev.vitrine.model.TensorTypes;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Runs one model. A question is a cut: only the ancestors of what is asked for are run, in a session that is kept for the
 * next time; what came out is kept by input. One caller at a time; the runtime uses all cores for it.
 */
public final class Engine implements AutoCloseable {
    private static final int SESSIONS = 24;
    private static final int BATCH = 16;
    private static final long BATCH_BYTES = 5L << 20;

    /** The most bytes of weights in all sessions but the newest: each maps its own, and keeps some in another order. */
    private static final long SESSION_BYTES = 192L << 20;

    /** Values lie on the heap. */
    private static final long TRACE_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private static final Set<DataType> EXACT = EnumSet.of(DataType.FLOAT, DataType.DOUBLE);

    private final Model model;
    private final int threads;
    private final Map<String, Kept> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Batches.Proof> proofs = new ConcurrentHashMap<>();
    private final Map<String, Trace> traces = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Object inferring = new Object();
    private final Map<String, Gradient> gradients = new LinkedHashMap<>(16, 0.75f, true);
    private volatile Optional<TypeInference.Result> types = Optional.empty();
    private Optional<Differentiator> differentiator = Optional.empty();

    private record Kept(Session session, long bytes) {}

    private Engine(Model model, int threads) {
        this.model = model;
        this.threads = threads;
    }

    /** An engine that uses all cores. */
    public static Engine of(Model model) {
        return of(model, 0);
    }

    /** @param threads for one run; 0 means one per core */
    public static Engine of(Model model, int threads) {
        prepare();
        return new Engine(model, threads);
    }

    /** Starts loading the runtime's library, which takes as long as reading a model; whoever will need an engine may say so early. */
    public static void prepare() {
        CompletableFuture.runAsync(Session::environment);
    }

    public Model model() {
        return model;
    }

    /** Type and shape of every tensor, as far as they are known without running. Cached; the first call takes a while. */
    public TensorTypes types() {
        return inference().types();
    }

    /** Whether the types are known already, so that nobody waits for them. */
    public boolean typesKnown() {
        return types.isPresent();
    }

    /** What could not be found out about the model's tensors, and why. */
    public List<Text> typeNotes() {
        return inference().notes();
    }

    private TypeInference.Result inference() {
        synchronized (inferring) {
            if (types.isEmpty()) {
                types = Optional.of(TypeInference.of(model));
            }
            return types.get();
        }
    }

    /** The types, with the shapes that every tensor of the main graph really has with this input. */
    public TensorTypes typesSeenWith(Trace trace) {
        var names = model.graph().nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(o -> !o.isEmpty())
                .toList();
        var seen = new LinkedHashMap<String, dev.vitrine.model.TensorType>();
        trace.get(names).forEach((name, tensor) -> seen.put(name, tensor.tensorType()));
        return types().with(seen);
    }

    /** The trace of an input; the same input gives the same trace, with all that has been computed already. */
    public Trace trace(Map<String, Tensor> inputs) {
        var key = known(inputs).orElseGet(() -> fingerprint(inputs));
        synchronized (traces) {
            return traces.computeIfAbsent(key, k -> new Trace(this, inputs));
        }
    }

    /** The very same tensors are known without reading them, which takes milliseconds. */
    private Optional<String> known(Map<String, Tensor> inputs) {
        synchronized (traces) {
            return traces.entrySet().stream()
                    .filter(e -> isOf(e.getValue(), inputs))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }

    private static boolean isOf(Trace trace, Map<String, Tensor> inputs) {
        return trace.inputs().size() == inputs.size()
                && inputs.entrySet().stream().allMatch(e -> trace.inputs().get(e.getKey()) == e.getValue());
    }

    /** Forgets the oldest traces, then the oldest values of the newest, until all fit the bound. */
    void trim() {
        synchronized (traces) {
            long held = traces.values().stream().mapToLong(Trace::bytes).sum();
            var oldest = traces.values().iterator();
            while (held > TRACE_BYTES && traces.size() > 1) {
                held -= oldest.next().bytes();
                oldest.remove();
            }
            traces.values().forEach(t -> t.trim(TRACE_BYTES));
        }
    }

    /** The model raised and lowered, ready to be asked for gradients. Made once. */
    public Differentiator differentiator() {
        synchronized (gradients) {
            if (differentiator.isEmpty()) {
                differentiator = Optional.of(Differentiator.of(model, types()));
            }
            return differentiator.get();
        }
    }

    /**
     * A gradient graph, built only when it is not kept yet. Its {@link Gradient#feed} is that of the target it was built for.
     *
     * @param key names it among those of this engine, as {@link Differentiator#key} does
     */
    public Gradient gradient(String key, Supplier<Gradient> built) {
        synchronized (gradients) {
            var existing = gradients.get(key);
            if (existing != null) {
                return existing;
            }
            var gradient = built.get();
            gradients.put(key, gradient);
            if (gradients.size() > SESSIONS) {
                gradients.remove(gradients.keySet().iterator().next());
            }
            return gradient;
        }
    }

    /**
     * Runs many inputs through only what {@code wanted} needs, several in one run where the model keeps the items of a batch
     * apart; a batch dimension that the file fixes at 1 is freed for it. Whether it does is tried once, on the first batch
     * (see {@link BatchRelaxation}). Nothing is kept but the sessions.
     *
     * @param seen takes the values of each input, and its number, in order
     */
    public void each(
            Collection<String> wanted, List<Map<String, Tensor>> inputs, ObjIntConsumer<Map<String, Tensor>> seen) {
        var key = "pass " + String.join("\n", wanted);
        Supplier<Model> one = () -> model.withGraph(cut(wanted));
        Supplier<Model> many = () -> BatchRelaxation.relax(model)
                .map(relaxed -> relaxed.withGraph(relaxed.graph().cut(wanted, List.of())))
                .orElseGet(one);
        each(
                key,
                batch -> pass(key + "\nbatch", many, batch),
                input -> pass(key, one, input),
                inputs,
                inputsPerRun(inputs),
                seen);
    }

    /**
     * Runs many inputs through a graph derived from the model, several in one run where that is proven to change nothing.
     *
     * @param key names the derived graph among all graphs of this engine
     * @param together runs a batch; the first dimension of every input and of every value is the batch
     * @param alone runs one input
     * @param most inputs in one run
     */
    public void each(
            String key,
            UnaryOperator<Map<String, Tensor>> together,
            UnaryOperator<Map<String, Tensor>> alone,
            List<Map<String, Tensor>> inputs,
            int most,
            ObjIntConsumer<Map<String, Tensor>> seen) {
        var known = proofs.getOrDefault(key, Batches.Proof.UNKNOWN);
        proofs.put(key, new Batches(together, alone, most).each(inputs, known, seen));
    }

    private Map<String, Tensor> pass(String key, Supplier<Model> derived, Map<String, Tensor> inputs) {
        return run(key, derived, Session.Purpose.DATASET, inputs);
    }

    private static int inputsPerRun(List<Map<String, Tensor>> inputs) {
        long bytes = inputs.stream()
                .limit(1)
                .flatMap(i -> i.values().stream())
                .mapToLong(t -> t.bytes().length())
                .sum();
        return (int) Math.max(1, Math.min(BATCH, BATCH_BYTES / Math.max(1, bytes)));
    }

    /** Runs only what {@code wanted} needs and keeps nothing but the session. */
    public Map<String, Tensor> run(Collection<String> wanted, Map<String, Tensor> inputs) {
        return run(
                "cut " + String.join("\n", wanted), () -> model.withGraph(cut(wanted)), Session.Purpose.LOOK, inputs);
    }

    /**
     * As {@link #run(Collection, Map)}, but starts from activations that are known already, where the graph has any on the way: what
     * comes after the journey's stages costs one stage, and its session holds the weights of one. The values are the same to rounding.
     */
    Map<String, Tensor> runFrom(Map<String, Tensor> known, Collection<String> wanted, Map<String, Tensor> inputs) {
        var given = activations(known);
        if (given.isEmpty()) {
            return run(wanted, inputs);
        }
        var graph = cut(wanted, given);
        var feed = new LinkedHashMap<String, Tensor>();
        for (var value : graph.inputs()) {
            Optional.ofNullable(inputs.get(value.name()))
                    .or(() -> Optional.ofNullable(known.get(value.name())))
                    .ifPresent(tensor -> feed.put(value.name(), tensor));
        }
        var key = "cut " + String.join("\n", wanted) + "\nfrom " + String.join("\n", feed.keySet());
        try {
            return run(key, () -> model.withGraph(graph), Session.Purpose.LOOK, feed);
        } catch (InputException e) {
            return run(wanted, inputs);
        }
    }

    /**
     * What a run can start from: activations of the graph's own type. Those of a type that the Java API does not have left the
     * graph as another; integers may be sizes, which the runtime must see made; half floats lose what the runtime computes with.
     */
    private List<Graph.Value> activations(Map<String, Tensor> known) {
        return known.entrySet().stream()
                .filter(e -> EXACT.contains(e.getValue().type())
                        && model.graph().producer(e.getKey()).isPresent()
                        && types().get(e.getKey())
                                .type()
                                .equals(Optional.of(e.getValue().type())))
                .map(e -> new Graph.Value(e.getKey(), e.getValue().tensorType()))
                .toList();
    }

    private Graph cut(Collection<String> wanted) {
        return cut(wanted, List.of());
    }

    private Graph cut(Collection<String> wanted, List<Graph.Value> given) {
        var graph = model.graph();
        for (var name : wanted) {
            if (graph.producer(name).isEmpty()
                    && graph.inputs().stream().noneMatch(i -> i.name().equals(name))) {
                throw InputException.of("engine.no-tensor", "name", name);
            }
        }
        return graph.cut(wanted, given);
    }

    /**
     * Runs a graph derived from the model (a cut, a gradient graph), built only when it is not kept yet.
     *
     * @param key names the derived graph among all graphs of this engine
     */
    public Map<String, Tensor> run(String key, Supplier<Model> derived, Map<String, Tensor> inputs) {
        return run(key, derived, Session.Purpose.AGAIN, inputs);
    }

    private Map<String, Tensor> run(
            String key, Supplier<Model> derived, Session.Purpose purpose, Map<String, Tensor> inputs) {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            throw (CancellationException) new CancellationException().initCause(e);
        }
        try {
            // Batches of a pass differ in size, and their packed weights are dear: one session serves them all.
            return purpose == Session.Purpose.DATASET
                    ? session(key, derived, purpose).run(inputs)
                    : sized(key, derived, purpose, inputs).run(inputs);
        } finally {
            turn.unlock();
        }
    }

    /** A session for inputs of these sizes; where the runtime then takes the file's own shape arithmetic amiss, for any sizes. */
    private Session sized(String key, Supplier<Model> derived, Session.Purpose purpose, Map<String, Tensor> inputs) {
        var anySizes = key + "\nany sizes";
        if (!sessions.containsKey(anySizes)) {
            try {
                return session(key + "\nsizes " + sizes(inputs), () -> bound(derived.get(), inputs), purpose);
            } catch (InputException e) {
                return session(anySizes, derived, purpose);
            }
        }
        return session(anySizes, derived, purpose);
    }

    private static Map<String, Shape> sizes(Map<String, Tensor> inputs) {
        var sizes = new TreeMap<String, Shape>();
        inputs.forEach((name, tensor) -> sizes.put(name, tensor.shape()));
        return sizes;
    }

    /**
     * The sizes that the graph leaves open, set to those of these inputs: only where the runtime knows that two tensors have the
     * same shape does it keep both in its blocked layout.
     */
    private static Model bound(Model open, Map<String, Tensor> inputs) {
        var graph = open.graph();
        return open.withGraph(graph.withInputs(graph.inputs().stream()
                .map(v -> Optional.ofNullable(inputs.get(v.name()))
                        .map(t -> new Graph.Value(v.name(), bound(v.type(), t.shape())))
                        .orElse(v))
                .toList()));
    }

    private static TensorType bound(TensorType declared, Shape given) {
        var dims = declared.shape()
                .filter(s -> s.rank() == given.rank())
                .map(s -> IntStream.range(0, s.rank())
                        .mapToObj(i ->
                                s.size(i) < 0 ? given.dims().get(i) : s.dims().get(i))
                        .toList());
        return dims.map(d -> new TensorType(declared.type(), Optional.of(new Shape(d))))
                .orElse(declared);
    }

    private Session session(String key, Supplier<Model> derived, Session.Purpose purpose) {
        var existing = sessions.get(key);
        if (existing != null) {
            return existing.session();
        }
        var graph = derived.get();
        long bytes = Costs.bytes(graph.graph());
        long held = sessions.values().stream().mapToLong(Kept::bytes).sum();
        var oldest = sessions.values().iterator();
        while (oldest.hasNext() && (held > SESSION_BYTES || sessions.size() >= SESSIONS)) {
            var gone = oldest.next();
            held -= gone.bytes();
            gone.session().close();
            oldest.remove();
        }
        var session = Session.of(graph, purpose, threads);
        sessions.put(key, new Kept(session, bytes));
        return session;
    }

    private static String fingerprint(Map<String, Tensor> inputs) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(inputs).forEach((name, tensor) -> {
                digest.update((name + tensor.tensorType()).getBytes(StandardCharsets.UTF_8));
                tensor.strings().forEach(s -> digest.update(s.getBytes(StandardCharsets.UTF_8)));
                if (tensor.bytes().length() > 0) {
                    digest.update(tensor.bytes()
                            .slice(0, Math.toIntExact(tensor.bytes().length())));
                }
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Forgets everything that can be computed again. */
    public void release() {
        turn.lock();
        try {
            sessions.values().forEach(kept -> kept.session().close());
            sessions.clear();
        } finally {
            turn.unlock();
        }
        synchronized (traces) {
            traces.clear();
        }
    }

    @Override
    public void close() {
        release();
    }
}
