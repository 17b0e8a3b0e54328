package dev.vitrine.artifact;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a result comes from; every saved picture, table and array carries it.
 *
 * @param command the command line, or the Java call
 * @param version the version of Vitrine
 * @param modelSha256 the model file, in hexadecimal
 * @param preprocessing how the input was prepared, in the words of the {@code .vitrine.yaml} file
 * @param seed of everything random
 * @param more further facts, by name
 */
public record Provenance(
        String command,
        String version,
        Optional<String> modelSha256,
        Optional<String> preprocessing,
        Optional<Long> seed,
        Map<String, String> more) {
    public Provenance {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    public static Provenance of(String command, String version) {
        return new Provenance(command, version, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    /** Everything that is known, by name, in a fixed order. */
    public Map<String, String> entries() {
        var entries = new LinkedHashMap<String, String>();
        entries.put("command", command);
        entries.put("version", version);
        modelSha256.ifPresent(v -> entries.put("modelSha256", v));
        preprocessing.ifPresent(v -> entries.put("preprocessing", v));
        seed.ifPresent(v -> entries.put("seed", Long.toString(v)));
        entries.putAll(more);
        return Collections.unmodifiableMap(entries);
    }
}
