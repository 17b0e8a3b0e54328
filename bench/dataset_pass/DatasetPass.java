import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.vitrine.data.Picture;
import dev.vitrine.data.Preprocess;
import dev.vitrine.engine.Engine;
import dev.vitrine.methods.Look;
import dev.vitrine.methods.Options;
import dev.vitrine.methods.Sensitivity;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * Sensitivity of a layer over a folder of pictures against the runtime alone on the same tensors, all of the model, in turn.
 *
 * <p>{@code java -cp 'cli/target/app/*' bench/dataset_pass/DatasetPass.java MODEL LAYER PREPROCESS FOLDER [REPEATS]}
 */
class DatasetPass {
    public static void main(String[] args) throws Exception {
        var model = Model.open(Path.of(args[0]));
        var input = model.graph().inputs().get(0);
        var preprocess = Preprocess.parse(args[2]);
        int repeats = args.length > 4 ? Integer.parseInt(args[4]) : 4;
        var examples = new ArrayList<Look.Example>();
        long decoding = System.nanoTime();
        try (var files = Files.walk(Path.of(args[3]))) {
            for (var file : files.filter(f -> f.toString().matches(".*\\.(png|jpg|bmp)")).sorted().toList()) {
                var tensor = preprocess.apply(Picture.read(file), input.type());
                examples.add(new Look.Example(file.toString(), Look.Given.of(Map.of(input.name(), tensor)), Optional.empty()));
            }
        }
        double decoded = (System.nanoTime() - decoding) / 1e6 / examples.size();
        var all = new ArrayList<Look.Example>();
        Collections.nCopies(repeats, examples).forEach(all::addAll);
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        var raw = new ArrayList<Double>();
        var pass = new ArrayList<Double>();
        var options = Options.of(new Sensitivity().card(), Map.of("layer", args[1], "chart", "bars"));
        try (var session = environment.createSession(args[0], new OrtSession.SessionOptions());
                var engine = Engine.of(model)) {
            var look = Look.at(engine).over(all);
            for (int round = 0; round < 8; round++) {
                long start = System.nanoTime();
                for (var example : all) {
                    var given = example.given().tensors().get(input.name());
                    var buffer = given.bytes().slice(0, (int) given.bytes().length()).asFloatBuffer();
                    var copy = Tensor.direct(given.bytes().length()).asFloatBuffer().put(buffer).flip();
                    try (var tensor = OnnxTensor.createTensor(environment, copy, given.sizes());
                            var result = session.run(Map.of(input.name(), tensor))) {
                        result.get(0);
                    }
                }
                long middle = System.nanoTime();
                new Sensitivity().look(look, options);
                long end = System.nanoTime();
                if (round > 1) {
                    raw.add(1e9 * all.size() / (middle - start));
                    pass.add(1e9 * all.size() / (end - middle));
                }
            }
        }
        Collections.sort(raw);
        Collections.sort(pass);
        double r = raw.get(raw.size() / 2);
        double p = pass.get(pass.size() / 2);
        System.out.printf(
                "%d inputs: runtime alone, one at a time %.0f/s (best %.0f), pass %.0f/s (best %.0f), ratio %.2f; decoding and preprocessing %.2f ms each%n",
                all.size(), r, raw.get(raw.size() - 1), p, pass.get(pass.size() - 1), p / r, decoded);
    }
}
