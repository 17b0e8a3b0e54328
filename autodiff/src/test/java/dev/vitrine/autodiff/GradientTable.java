package dev.vitrine.autodiff;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vitrine.model.Graph;
import dev.vitrine.model.Model;
import dev.vitrine.model.Node;
import dev.vitrine.model.OnnxWriter;
import dev.vitrine.model.Tensor;
import dev.vitrine.model.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/**
 * What a gradient costs and how right it is: prints one line per network for the files of
 * bench/gradients/torchvision_gradients.py. The arguments are the folder, then names of networks; none are all that are there.
 * System properties: {@code runs} (12), {@code prepack} (true; false turns weight prepacking off), {@code batch} (1 or
 * symbolic), {@code dump} (a folder for the gradient models, for a profiler).
 *
 * <p>Batch 1, two threads, forward pass and gradients taken in turn in one process, the least time of each. The error is the
 * norm of the difference to PyTorch's gradient relative to the norm of that; largest is the largest difference relative to the
 * largest element. Where PyTorch's float64 gradient is there, it is compared with that, too.
 */
public final class GradientTable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
    private static final long[] SIZES = {1, 3, 224, 224};

    private final Path folder;
    private final int runs = Integer.getInteger("runs", 12);
    private final boolean symbolic = System.getProperty("batch", "1").equals("symbolic");

    private GradientTable(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, OrtException {
        var table = new GradientTable(Path.of(arguments[0]));
        System.out.printf(
                Locale.ROOT,
                "%-16s %10s %10s %10s %8s %8s %6s %8s %6s %6s%n",
                "network",
                "error",
                "largest",
                "vs f64",
                "forward",
                "gradient",
                "ratio",
                "grad-cam",
                "ratio",
                "nodes");
        var names = arguments.length > 1 ? Arrays.asList(arguments).subList(1, arguments.length) : table.networks();
        for (var name : names) {
            table.line(name);
        }
    }

    private List<String> networks() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".onnx"))
                    .map(f -> f.substring(0, f.length() - 5))
                    .sorted()
                    .toList();
        }
    }

    private void line(String name) throws IOException, OrtException {
        var model = Model.open(folder.resolve(name + ".onnx"));
        if (!symbolic) {
            var x = new Graph.Value("x", TensorType.of(dev.vitrine.model.DataType.FLOAT, SIZES));
            model = model.withGraph(model.graph().withInputs(List.of(x)));
        }
        var asked = Differentiator.of(model, OrtRunner.types(model)).target(Target.logit(3));
        var saliency = asked.wrt("x").build();
        var cam = asked.wrt(lastMap(model)).build();
        if (System.getProperty("dump") != null) {
            Files.write(
                    Path.of(System.getProperty("dump"), name + ".gradient.onnx"), OnnxWriter.write(saliency.model()));
        }
        var feeds = new HashMap<String, Tensor>();
        feeds.put("x", Tensor.of(floats(name + ".input.f32"), SIZES));
        saliency.feed().ifPresent(f -> feeds.put(f.name(), f.value().orElse(Tensor.of(seed(), 1, 1000))));
        var least = new double[3];
        Arrays.fill(least, Double.MAX_VALUE);
        float[] found = {};
        try (var forward = session(model);
                var gradient = session(saliency.model());
                var tail = session(cam.model())) {
            var sessions = List.of(forward, gradient, tail);
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < sessions.size(); i++) {
                    var output = i == 1
                            ? saliency.gradients().get("x")
                            : sessions.get(i).getOutputNames().iterator().next();
                    var inputs = new HashMap<String, OnnxTensor>();
                    for (var input : sessions.get(i).getInputNames()) {
                        inputs.put(
                                input,
                                OnnxTensor.createTensor(
                                        ENVIRONMENT,
                                        java.nio.FloatBuffer.wrap(
                                                feeds.get(input).floats()),
                                        feeds.get(input).sizes()));
                    }
                    long start = System.nanoTime();
                    try (var result = sessions.get(i).run(inputs)) {
                        least[i] = Math.min(least[i], (System.nanoTime() - start) / 1e6);
                        if (i == 1 && run == 0) {
                            found = floats(((OnnxTensor) result.get(output).orElseThrow()).getByteBuffer());
                        }
                    }
                    inputs.values().forEach(OnnxTensor::close);
                }
            }
        }
        var expected = floats(name + ".gradient.f32");
        var exact =
                Files.exists(folder.resolve(name + ".gradient64.f32")) ? floats(name + ".gradient64.f32") : expected;
        System.out.printf(
                Locale.ROOT,
                "%-16s %10.2e %10.2e %10.2e %8.1f %8.1f %6.2f %8.1f %6.2f %6d%n",
                name,
                error(found, expected),
                largest(found, expected),
                error(found, exact),
                least[0],
                least[1],
                least[1] / least[0],
                least[2],
                least[2] / least[0],
                saliency.model().graph().nodes().size());
    }

    private static float[] seed() {
        var seed = new float[1000];
        seed[3] = 1;
        return seed;
    }

    /** The output of the last convolution. */
    private static String lastMap(Model model) {
        var found = new ArrayList<String>();
        for (Node node : model.graph().nodes()) {
            if (node.is("Conv")) {
                found.add(node.outputs().get(0));
            }
        }
        return found.get(found.size() - 1);
    }

    private static OrtSession session(Model model) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(2);
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            if (System.getProperty("prepack", "true").equals("false")) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
            return ENVIRONMENT.createSession(OnnxWriter.write(model), options);
        }
    }

    /** The first sample's part of a file. */
    private float[] floats(String file) throws IOException {
        return floats(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static float[] floats(ByteBuffer bytes) {
        var values = new float[(int) Tensor.count(SIZES)];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static double error(float[] found, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < found.length; i++) {
            difference += Math.pow(found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    private static double largest(float[] found, float[] expected) {
        double difference = 0;
        double top = 0;
        for (int i = 0; i < found.length; i++) {
            difference = Math.max(difference, Math.abs(found[i] - expected[i]));
            top = Math.max(top, Math.abs(expected[i]));
        }
        return difference / top;
    }
}
