package dev.vitrine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which handler answers which address: method and path, {@code *} for any one part. */
final class Routes {

    /** Answers a request. */
    interface Handler {
        Answer answer(Request request) throws Exception;
    }

    /**
     * @param work whether it may take long and counts against the bound on work
     */
    record Route(String method, List<String> parts, boolean work, Handler handler) {}

    /** A route that fits, with what stood for its stars. */
    record Match(Route route, List<String> wild) {}

    private final List<Route> routes = new ArrayList<>();

    /** Something that is known at once. */
    Routes quick(String method, String path, Handler handler) {
        return add(method, path, false, handler);
    }

    /** Something that reads, runs or draws. */
    Routes work(String method, String path, Handler handler) {
        return add(method, path, true, handler);
    }

    private Routes add(String method, String path, boolean work, Handler handler) {
        routes.add(new Route(method, List.of(path.split("/")), work, handler));
        return this;
    }

    /** @param path the raw path below the API's root, without a slash at its start */
    Optional<Match> find(String method, String path) {
        var parts = List.of(path.split("/", -1));
        for (var route : routes) {
            if (route.method().equals(method) && route.parts().size() == parts.size()) {
                var wild = wild(route.parts(), parts);
                if (wild.isPresent()) {
                    return Optional.of(new Match(route, wild.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> wild(List<String> pattern, List<String> parts) {
        var wild = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            if (pattern.get(i).equals("*")) {
                wild.add(Query.decode(parts.get(i).replace("+", "%2B")));
            } else if (!pattern.get(i).equals(parts.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(wild);
    }
}
