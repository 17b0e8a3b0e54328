import dev.vitrine.model.Model;
import dev.vitrine.model.Modules;
import dev.vitrine.view.NetworkLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Times the layout of files: {@code java -cp 'cli/target/app/*' bench/graphs/LayoutTimes.java FILE...}; the last of three runs. */
class LayoutTimes {
    public static void main(String[] files) {
        System.out.println("file, nodes, read ms, modules ms, prepare ms, first ms, boxes, all ms, boxes, width x height");
        for (var file : files) {
            var line = "";
            for (int run = 0; run < 3; run++) {
                long t0 = System.nanoTime();
                var graph = Model.open(Path.of(file)).graph();
                long t1 = System.nanoTime();
                var modules = Modules.of(graph);
                long t2 = System.nanoTime();
                var layout = new NetworkLayout(graph, modules);
                long t3 = System.nanoTime();
                var first = layout.of(NetworkLayout.View.first(1.5));
                long t4 = System.nanoTime();
                var all = layout.of(new NetworkLayout.View(Optional.empty(), true, Set.of(), 1.5));
                long t5 = System.nanoTime();
                line = String.format(
                        "%s, %d, %.0f, %.0f, %.0f, %.0f, %d, %.0f, %d, %d x %d",
                        Path.of(file).getFileName(), graph.nodes().size(), (t1 - t0) / 1e6, (t2 - t1) / 1e6, (t3 - t2) / 1e6,
                        (t4 - t3) / 1e6, first.boxes().x().length, (t5 - t4) / 1e6, all.boxes().x().length,
                        all.width(), all.height());
                if (run == 0) {
                    System.out.println("cold: " + line);
                }
            }
            System.out.println(line);
        }
    }
}
