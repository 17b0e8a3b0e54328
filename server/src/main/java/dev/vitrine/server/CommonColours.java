package dev.vitrine.server;

import dev.vitrine.artifact.CommonScale;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The colours that several checkpoints share, by what was asked of them; those that were asked for last are kept. */
final class CommonColours {
    private static final int MOST = 256;

    private final Map<SeenResults.Key, CommonScale> kept = new LinkedHashMap<>(16, 0.75f, true);

    CommonScale get(SeenResults.Key key, Callable<CommonScale> look) throws Exception {
        var known = find(key);
        return known.isPresent() ? known.get() : keep(key, look.call());
    }

    private synchronized Optional<CommonScale> find(SeenResults.Key key) {
        return Optional.ofNullable(kept.get(key));
    }

    private synchronized CommonScale keep(SeenResults.Key key, CommonScale scale) {
        kept.put(key, scale);
        if (kept.size() > MOST) {
            var oldest = kept.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return scale;
    }
}
