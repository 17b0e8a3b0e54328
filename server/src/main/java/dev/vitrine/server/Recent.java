package dev.vitrine.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that were opened last, the newest first, remembered from start to start. */
final class Recent {
    private static final int MOST = 12;

    private final Optional<Path> memory;
    private final List<String> paths = new ArrayList<>();

    /** @param memory one path a line; absent to remember nothing beyond this start */
    Recent(Optional<Path> memory) {
        this.memory = memory;
        try {
            if (memory.isPresent() && Files.isRegularFile(memory.get())) {
                Files.readAllLines(memory.get()).stream()
                        .filter(l -> !l.isBlank())
                        .limit(MOST)
                        .forEach(paths::add);
            }
        } catch (IOException e) {
            // A memory that cannot be read is an empty one.
            paths.clear();
        }
    }

    synchronized void add(Path file) {
        var path = file.toString();
        if (path.indexOf('\n') >= 0) {
            return;
        }
        paths.remove(path);
        paths.add(0, path);
        while (paths.size() > MOST) {
            paths.remove(paths.size() - 1);
        }
        memory.ifPresent(this::save);
    }

    private void save(Path to) {
        try {
            var folder = to.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(to, paths);
        } catch (IOException e) {
            java.util.logging.Logger.getLogger(Recent.class.getName()).fine("cannot remember: " + e);
        }
    }

    /** Those that still exist. */
    synchronized List<Path> files() {
        return paths.stream().map(Path::of).filter(Files::isRegularFile).toList();
    }
}
