package dev.vitrine.cli;

import dev.vitrine.formats.Formats;
import dev.vitrine.server.Server;
import dev.vitrine.server.Settings;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine open}: the workbench in the browser. */
@Command(name = "open")
final class OpenCommand implements Callable<Integer> {
    private static final int PORT = 7878;
    private static final int TRIES = 50;

    private final Terminal terminal;

    @Parameters(index = "0..*", arity = "0..*", paramLabel = "MODEL", descriptionKey = "open-model")
    private List<Path> models = List.of();

    @Option(names = "--input", paramLabel = "[NAME=]FILE", descriptionKey = "input")
    private List<String> inputs = List.of();

    @Option(names = "--port", paramLabel = "N", descriptionKey = "port")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--host", paramLabel = "ADDR", descriptionKey = "host")
    private String host = "127.0.0.1";

    @Option(names = "--no-browser", descriptionKey = "no-browser")
    private boolean noBrowser;

    @Mixin
    private EveryCommand every = new EveryCommand();

    OpenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        models.stream()
                .filter(m -> !Files.exists(Formats.Place.of(m).file()))
                .findFirst()
                .ifPresent(m -> {
                    throw InputException.of("data.file-missing", "file", m.toString());
                });
        try (var server = start()) {
            // Also on Ctrl-C and SIGTERM: uploads do not outlive the server.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            var address = server.address(
                    models, inputs.stream().map(OpenCommand::absolute).toList());
            terminal.say(Text.of("cli.serving", "address", address));
            if (!server.loopback()) {
                terminal.note(Text.of("cli.serving-all", "host", host));
            }
            if (!noBrowser) {
                browse(address);
            }
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** On the port that was asked for; else on the usual one, or the next that is free. */
    private Server start() {
        var settings = settings();
        if (port.isPresent()) {
            return Server.start(settings.port(port.get()));
        }
        for (int next = PORT; next < PORT + TRIES; next++) {
            try {
                return Server.start(settings.port(next));
            } catch (InputException e) {
                if (!e.text().key().equals("server.port-taken")) {
                    throw e;
                }
            }
        }
        return Server.start(settings.port(0));
    }

    private Settings settings() {
        var settings = Settings.local(0, Version.NUMBER).host(host);
        var state = Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .filter(s -> !s.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "state"));
        settings = settings.recent(state.resolve("vitrine").resolve("recent"));
        var home = Optional.ofNullable(System.getProperty("vitrine.home")).map(h -> Path.of(h, "samples"));
        return home.isPresent() && Files.isDirectory(home.get()) ? settings.samples(home.get()) : settings;
    }

    /** An input as the page names it: a file by its whole path, wherever the page is opened from. */
    private static String absolute(String argument) {
        int equals = argument.indexOf('=');
        for (int at : new int[] {0, equals + 1}) {
            var path = Path.of(argument.substring(at));
            if (Files.exists(path)) {
                return argument.substring(0, at) + path.toAbsolutePath().normalize();
            }
        }
        return argument;
    }

    private void browse(String address) {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command;
        if (system.contains("win")) {
            command = List.of("rundll32", "url.dll,FileProtocolHandler", address);
        } else if (system.contains("mac")) {
            command = List.of("open", address);
        } else if (System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null) {
            command = List.of("xdg-open", address);
        } else {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            terminal.note(Text.of("cli.no-browser"));
        }
    }
}
