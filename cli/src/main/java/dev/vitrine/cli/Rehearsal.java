package dev.vitrine.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs typical commands once on a sample. The launcher starts it to make its archive of classes, which later starts map
 * instead of parsing.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** @param args the folder of the sample and a scratch folder */
    public static void main(String[] args) {
        var sample = Path.of(args[0]);
        var scratch = Path.of(args[1]);
        var model = sample.resolve("icons.onnx").toString();
        var input = sample.resolve("pictures/fish/000.png").toString();
        var png = scratch.resolve("out.png").toString();
        var svg = scratch.resolve("out.svg").toString();
        var npy = scratch.resolve("out.npy").toString();
        var commands = List.of(
                List.of("inspect", model, "--out", png),
                List.of("inspect", model, "--json", "--out", svg),
                List.of("run", model, "--input", input, "--out", png),
                List.of("features", model, "--input", input, "--layer", "auto", "--out", png),
                List.of("features", model, "--input", input, "--layer", "relu5", "--out", png, "--data", npy),
                List.of("explain", model, "--input", input, "--method", "grad-cam", "--out", png),
                List.of("weights", model, "--out", png));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        commands.forEach(c -> Main.run(nowhere, nowhere, c.toArray(String[]::new)));
        Runtime.getRuntime().halt(0);
    }
}
