package dev.vitrine.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import dev.vitrine.words.Words;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The workbench's server. One thread a request, of a bounded number; work that takes long (opening, running, drawing) may take
 * only some of them, so that what is quick, and a cancel, is always answered. Who comes when all are busy is told so (503).
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Server.class.getName());
    private static final String API = "/api/v1/";
    private static final int THREADS = 48;
    private static final int WORKERS = 24;
    private static final int WAITING = 512;

    static {
        // Read by the JDK's server when it is first used: small answers go out at once.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ThreadPoolExecutor threads;
    private final Semaphore workers = new Semaphore(WORKERS);
    private final Guard guard;
    private final Page page;
    private final Routes routes;
    private final Workspace workspace;
    private final Settings settings;

    private Server(Settings settings) throws IOException {
        this.settings = settings;
        var address = new InetSocketAddress(address(settings.host()), settings.port());
        http = HttpServer.create(address, 1024);
        threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(THREADS, task -> {
            var thread = new Thread(task, "vitrine-request");
            thread.setDaemon(true);
            return thread;
        });
        guard = new Guard(settings.host(), http.getAddress().getAddress(), port());
        workspace = new Workspace(settings);
        page = new Page(guard);
        var jobs = new Jobs();
        var session = new SessionResource(settings, workspace, guard.loopback());
        var files = new FilesResource(workspace.files(), guard.loopback());
        var models = new ModelsResource(workspace, jobs);
        var series = new SeriesResource(workspace, jobs);
        var layers = new LayersResource(workspace);
        var graphs = new GraphResource(workspace);
        var inputs = new InputsResource(workspace, jobs);
        var methods = new MethodsResource(workspace);
        var looks = new LookResource(workspace, jobs, settings.version());
        routes = new Routes()
                .quick("GET", "session", session::session)
                .quick("GET", "words", session::words)
                .quick("GET", "colormaps", session::colormaps)
                .quick("GET", "operators/*", session::operator)
                .work("GET", "samples/*/picture", session::samplePicture)
                .work("GET", "files", files::list)
                .work("POST", "uploads", files::upload)
                .work("POST", "folders", files::folder)
                .work("POST", "models", models::open)
                .work("POST", "series", series::open)
                .work("GET", "models/*", models::model)
                .quick("DELETE", "models/*", models::close)
                .work("GET", "models/*/layers", layers::all)
                .work("GET", "models/*/layers/*", layers::one)
                .work("GET", "models/*/types", layers::types)
                .work("GET", "models/*/source", models::source)
                .work("GET", "models/*/onnx", models::onnx)
                .work("GET", "models/*/graph", graphs::graph)
                .work("POST", "models/*/inputs", inputs::give)
                .quick("GET", "models/*/inputs/*", inputs::input)
                .work("GET", "models/*/inputs/*/picture", inputs::picture)
                .work("GET", "models/*/methods", methods::list)
                .work("GET", "models/*/look/*", looks::look)
                .quick("GET", "jobs/*/events", jobs::events)
                .quick("DELETE", "jobs/*", jobs::cancel);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
    }

    /**
     * Starts serving.
     *
     * @throws InputException if the host is unknown or the port is taken
     */
    public static Server start(Settings settings) {
        try {
            var server = new Server(settings);
            server.http.start();
            return server;
        } catch (BindException e) {
            throw InputException.of("server.port-taken", "host", settings.host(), "port", settings.port());
        } catch (IOException e) {
            throw new InputException(Text.of("server.cannot-listen", "why", String.valueOf(e.getMessage())), e);
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw InputException.of("server.unknown-host", "host", host);
        }
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Whether only this machine can reach it. */
    public boolean loopback() {
        return guard.loopback();
    }

    /** The token of this start, which everything that changes state must show. */
    public String token() {
        return guard.token();
    }

    /**
     * The address to open in a browser.
     *
     * @param models a file to open at once, or several checkpoints of one network; empty for none
     * @param inputs as {@code --input} takes them
     */
    public String address(List<Path> models, List<String> inputs) {
        var name = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        var shown = http.getAddress().getAddress().isAnyLocalAddress() ? "localhost" : name;
        var query = new StringBuilder();
        if (!guard.loopback()) {
            add(query, "token", guard.token());
        }
        models.forEach(m -> add(
                query,
                models.size() == 1 ? "m" : "c",
                m.toAbsolutePath().normalize().toString()));
        inputs.forEach(i -> add(query, "i", i));
        return "http://" + shown + ":" + port() + "/" + query;
    }

    private static void add(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "?" : "&")
                .append(name)
                .append('=')
                .append(java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8));
    }

    private void handle(HttpExchange exchange) {
        Thread.interrupted();
        try {
            var raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery());
            send(exchange, answer(exchange, raw));
        } catch (IOException e) {
            LOG.log(Level.FINE, "the caller went away", e);
            exchange.close();
        }
    }

    private Answer answer(HttpExchange exchange, Optional<String> raw) {
        var words = Words.in(dev.vitrine.words.Language.EN);
        try {
            var query = Query.parse(raw);
            words = query.words();
            guard.check(exchange, query);
            if (threads.getQueue().size() > WAITING) {
                throw Problem.of(Problem.Kind.BUSY, "server.busy");
            }
            var path =
                    Optional.ofNullable(exchange.getRequestURI().getRawPath()).orElse("/");
            if (!path.startsWith(API)) {
                return page.answer(exchange.getRequestMethod(), path, query);
            }
            var match = routes.find(exchange.getRequestMethod(), path.substring(API.length()))
                    .orElseThrow(() -> Problem.of(Problem.Kind.MISSING, "server.no-such-address"));
            var request = new Request(match.wild(), query, length(exchange), exchange.getRequestBody());
            return match.route().work()
                    ? work(match, request)
                    : match.route().handler().answer(request);
        } catch (Problem e) {
            return Answer.of(e, words);
        } catch (InputException e) {
            return Answer.of(new Problem(Problem.Kind.INPUT, e.text()), words);
        } catch (CancellationException e) {
            return Answer.of(Problem.of(Problem.Kind.CANCELLED, "server.cancelled"), words);
        } catch (OutOfMemoryError e) {
            workspace.forget();
            return Answer.of(Problem.of(Problem.Kind.INPUT, "server.too-large"), words);
        } catch (Exception | StackOverflowError | InternalError e) {
            LOG.log(Level.WARNING, "fault at " + exchange.getRequestURI().getPath(), e);
            return Answer.of(Problem.of(Problem.Kind.FAULT, "server.fault", "what", String.valueOf(e)), words);
        }
    }

    private Answer work(Routes.Match match, Request request) throws Exception {
        if (!workers.tryAcquire()) {
            throw Problem.of(Problem.Kind.BUSY, "server.busy");
        }
        try {
            return match.route().handler().answer(request);
        } finally {
            workers.release();
        }
    }

    private static long length(HttpExchange exchange) {
        try {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length"))
                    .map(Long::parseLong)
                    .orElse(-1L);
        } catch (NumberFormatException e) {
            throw Problem.of(Problem.Kind.USAGE, "server.bad-address");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        Guard.protect(headers);
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", "no-store");
        answer.headers().forEach(headers::set);
        exchange.sendResponseHeaders(answer.status(), answer.length() == 0 ? -1 : Math.max(0, answer.length()));
        try (var out = exchange.getResponseBody()) {
            answer.body().write(out);
        }
    }

    /** Stops answering, closes all models and removes what was uploaded. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workspace.close();
    }
}
