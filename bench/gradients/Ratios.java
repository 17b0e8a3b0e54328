import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import dev.vitrine.autodiff.Differentiator;
import dev.vitrine.autodiff.Target;
import dev.vitrine.engine.Engine;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What an explanation costs, against the model's own forward pass, and what further sessions of a model cost in memory.
 *
 * <pre>
 *   java -cp 'cli/target/app/*' bench/gradients/Ratios.java time   THREADS RUNS MODEL...
 *   java -cp 'cli/target/app/*' bench/gradients/Ratios.java memory MODEL
 *   java -cp 'cli/target/app/*' bench/gradients/Ratios.java construct RUNS MODEL...
 * </pre>
 *
 * {@code time}: the forward pass is the runtime's at full optimisation, the file given to it as it is; gradient and Grad-CAM are the
 * engine's. In turn, after one round that is not counted; medians and minima, and the mean of processor time
 * (which ticks in steps of 10 ms on some machines), in milliseconds. With more
 * than one thread a pause before each run lets the threads of the last session come to rest.
 *
 * <p>{@code memory} (Linux): what the process holds after each session: private pages written to (anonymous), pages of mapped files,
 * and its proportional share of all. {@code construct}: raising, lowering and differentiating by the input, without the runtime; the
 * first in a fresh process, and the median of the others. Models take one input of known sizes and give classes.
 */
final class Ratios {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private interface Run {
        void once() throws OrtException;
    }

    private final Model model;
    private final Engine engine;
    private final String input;
    private final Tensor values;

    private Ratios(Path file, int threads) {
        model = Model.open(file);
        engine = Engine.of(model, threads);
        input = model.graph().inputs().get(0).name();
        var sizes = model.graph().inputs().get(0).type().shape().orElseThrow().sizes().orElseThrow();
        var random = new Random(1);
        var numbers = new float[(int) Tensor.count(sizes)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        values = Tensor.of(numbers, sizes);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("memory")) {
            new Ratios(Path.of(arguments[1]), 0).memory();
            return;
        }
        if (arguments[0].equals("construct")) {
            for (var file : Arrays.asList(arguments).subList(2, arguments.length)) {
                new Ratios(Path.of(file), 0).construct(Path.of(file), Integer.parseInt(arguments[1]));
            }
            return;
        }
        int threads = Integer.parseInt(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        System.out.printf("%-22s %-10s %9s %9s %9s   ratios%n", "model", "what", "median", "minimum", "cpu mean");
        for (var file : Arrays.asList(arguments).subList(3, arguments.length)) {
            new Ratios(Path.of(file), threads).time(Path.of(file), threads, runs);
        }
    }

    private void forward() {
        engine.run(List.of(model.graph().outputs().get(0).name()), Map.of(input, values));
    }

    private Run gradient(String by) {
        var types = engine.typesSeenWith(engine.trace(Map.of(input, values)));
        var asked = Differentiator.of(model, types).target(Target.logit(3)).wrt(by);
        var gradient = engine.gradient(asked.key(), asked::build);
        var feeds = new HashMap<>(Map.of(input, values));
        gradient.feed().ifPresent(f -> feeds.put(f.name(), f.value().orElseGet(() -> Target.logit(3)
                .seed(engine.trace(Map.of(input, values)).get(gradient.tensor()).sizes(), gradient.classAxis()))));
        return () -> engine.run(asked.key(), gradient::model, feeds);
    }

    /** The output of the last convolution of more than one position. */
    private Optional<String> lastMaps() {
        return model.graph().nodes().stream()
                .filter(node -> node.is("Conv"))
                .map(node -> node.outputs().get(0))
                .reduce((one, next) -> next);
    }

    private void time(Path file, int threads, int runs) throws OrtException, InterruptedException {
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        try (engine;
                var options = new OrtSession.SessionOptions();
                var feed = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.floats()), values.sizes())) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            try (var own = environment.createSession(file.toString(), options)) {
                var all = new ArrayList<Run>(List.of(() -> own.run(Map.of(input, feed)).close(), gradient(input)));
                lastMaps().ifPresent(maps -> all.add(gradient(maps)));
                var names = List.of("forward", "gradient", "grad-cam");
                // Each against the forward pass alone: the engine keeps few sessions of a large model.
                for (int i = 1; i < all.size(); i++) {
                    var pair = List.of(all.get(0), all.get(i));
                    var wall = new double[2][runs];
                    var processor = new double[2];
                    for (int run = -1; run < runs; run++) {
                        for (int k = 0; k < 2; k++) {
                            Thread.sleep(threads > 1 ? 50 : 0);
                            long cpu = SYSTEM.getProcessCpuTime();
                            long start = System.nanoTime();
                            pair.get(k).once();
                            if (run >= 0) {
                                wall[k][run] = (System.nanoTime() - start) / 1e6;
                                processor[k] += (SYSTEM.getProcessCpuTime() - cpu) / 1e6 / runs;
                            }
                        }
                    }
                    for (int k = 0; k < 2; k++) {
                        Arrays.sort(wall[k]);
                        System.out.printf(
                                Locale.ROOT,
                                "%-22s %-10s %9.1f %9.1f %9.1f   %.2f %.2f %.2f%n",
                                file.getFileName(),
                                names.get(k * i),
                                wall[k][runs / 2],
                                wall[k][0],
                                processor[k],
                                wall[k][runs / 2] / wall[0][runs / 2],
                                wall[k][0] / wall[0][0],
                                processor[k] / processor[0]);
                    }
                }
            }
        }
    }

    private void construct(Path file, int runs) {
        try (engine) {
            var types = engine.typesSeenWith(engine.trace(Map.of(input, values)));
            var taken = new double[runs];
            int nodes = 0;
            double first = 0;
            for (int run = -1; run < runs; run++) {
                long start = System.nanoTime();
                nodes = Differentiator.of(model, types)
                        .target(Target.logit(3))
                        .wrt(input)
                        .build()
                        .model()
                        .graph()
                        .nodes()
                        .size();
                double time = (System.nanoTime() - start) / 1e6;
                if (run < 0) {
                    first = time;
                } else {
                    taken[run] = time;
                }
            }
            Arrays.sort(taken);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %d nodes, gradient graph %d: first %.0f ms, median %.0f ms%n",
                    file.getFileName(),
                    model.graph().nodes().size(),
                    nodes,
                    first,
                    taken[runs / 2]);
        }
    }

    private void memory() throws IOException, OrtException {
        try (engine) {
            engine.types();
            held("opened");
            forward();
            held("forward");
            engine.run("again", () -> model, Map.of(input, values));
            held("forward, second session");
            gradient(input).once();
            held("gradient");
            for (var maps : lastMaps().stream().toList()) {
                gradient(maps).once();
                held("grad-cam");
            }
        }
    }

    private static void held(String after) throws IOException {
        System.gc();
        var kinds = new HashMap<String, Long>();
        for (var line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
            var words = line.trim().split("\\s+");
            if (words.length == 3 && words[2].equals("kB")) {
                kinds.put(words[0], Long.parseLong(words[1]) / 1024);
            }
        }
        System.out.printf(
                "%-26s anonymous %5d MB, of files %5d MB, proportional %5d MB%n",
                after, kinds.get("Anonymous:"), kinds.get("Rss:") - kinds.get("Anonymous:"), kinds.get("Pss:"));
    }
}
