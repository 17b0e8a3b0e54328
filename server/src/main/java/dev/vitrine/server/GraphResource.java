package dev.vitrine.server;

import dev.vitrine.view.NetworkLayout;
import java.util.LinkedHashSet;
import java.util.Set;

/** {@code /models/{m}/graph}: the network as boxes and edges with their places. */
final class GraphResource {
    private static final double RATIO = 1.5;
    private static final int MOST = 1_000_000;

    private final Workspace workspace;

    GraphResource(Workspace workspace) {
        this.workspace = workspace;
    }

    Answer graph(Request request) {
        var query = request.query();
        var open = query.first("open").map(list -> list.equals("none") ? Set.<Integer>of() : numbers(list));
        var unfolded = query.first("unfold").map(GraphResource::numbers).orElse(Set.of());
        double ratio = query.first("ratio").map(GraphResource::ratio).orElse(RATIO);
        var view = new NetworkLayout.View(open, query.flag("all"), unfolded, ratio);
        return Answer.json(workspace.model(request.wild(0)).layout().of(view), request.words());
    }

    /** Numbers and runs: {@code 1,4-9}. */
    private static Set<Integer> numbers(String list) {
        var numbers = new LinkedHashSet<Integer>();
        for (var part : list.split(",")) {
            var ends = part.strip().split("-", 2);
            try {
                int first = Integer.parseInt(ends[0]);
                int last = Integer.parseInt(ends[ends.length - 1]);
                if (first < 0 || last < first || last >= MOST) {
                    throw bad(list);
                }
                for (int number = first; number <= last; number++) {
                    numbers.add(number);
                }
            } catch (NumberFormatException e) {
                throw bad(list);
            }
        }
        return numbers;
    }

    private static double ratio(String written) {
        try {
            return Double.parseDouble(written);
        } catch (NumberFormatException e) {
            throw bad(written);
        }
    }

    private static Problem bad(String value) {
        return Problem.of(Problem.Kind.USAGE, "server.bad-number", "value", value);
    }
}
