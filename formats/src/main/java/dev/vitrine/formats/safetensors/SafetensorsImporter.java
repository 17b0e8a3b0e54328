package dev.vitrine.formats.safetensors;

import dev.vitrine.formats.Candidate;
import dev.vitrine.formats.Importer;
import dev.vitrine.formats.Json;
import dev.vitrine.formats.WeightsModel;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Model;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.Cause;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Weights in the safetensors format: one file, an index of several ({@code *.index.json}), or the folder with either. */
public final class SafetensorsImporter implements Importer {
    private static final List<String> IN_FOLDER = List.of("model.safetensors.index.json", "model.safetensors");

    /** An index names one file for each tensor; a million tensors take less. */
    private static final int LARGEST_INDEX = 100_000_000;

    @Override
    public boolean recognises(Candidate candidate) {
        if (candidate.folder()) {
            return inFolder(candidate.path()).isPresent();
        }
        var head = candidate.head();
        boolean header = head.length() >= 10 && head.charAt(8) == '{' && " \t\r\n\"}".indexOf(head.charAt(9)) >= 0;
        boolean index = head.stripLeading().startsWith("{")
                && head.contains("\"weight_map\"")
                && head.contains(".safetensors\"");
        return header || index;
    }

    private static Optional<Path> inFolder(Path folder) {
        return IN_FOLDER.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    @Override
    public Model read(Path path) {
        var file = Files.isDirectory(path) ? inFolder(path).orElse(path) : path;
        try {
            var real = file.toRealPath();
            var mapped = MappedFile.open(real);
            if (mapped.length() > 0 && mapped.bytes().slice(0, 1).get(0) == '{') {
                return sharded(real, mapped);
            }
            var shard = Shard.read(mapped);
            return model(real, shard.tensors(), shard.metadata(), List.of());
        } catch (InputException e) {
            throw new InputException(Text.of("safetensors.broken", "file", file.toString(), "why", e.text()), e);
        } catch (IOException e) {
            throw new InputException(Text.of("model.unreadable", "file", file.toString(), "why", Cause.of(e)), e);
        }
    }

    /** Tensors are where the index says; what lies in a shard and is not in the index is not part of the model. */
    private static Model sharded(Path index, MappedFile file) {
        if (file.length() > LARGEST_INDEX) {
            throw InputException.of("safetensors.header-large", "bytes", file.length(), "most", LARGEST_INDEX);
        }
        var text = StandardCharsets.UTF_8.decode(file.bytes().slice(0, (int) file.length()));
        var places = new LinkedHashMap<String, List<String>>();
        Json.parse(text.toString())
                .get("weight_map")
                .object()
                .forEach((tensor, shard) -> places.computeIfAbsent(shard.text(""), s -> new ArrayList<>())
                        .add(tensor));
        var tensors = new LinkedHashMap<String, Tensor>();
        var metadata = new LinkedHashMap<String, String>();
        var notes = new ArrayList<Text>();
        places.forEach((name, wanted) -> {
            var shard = shard(index, name, notes);
            shard.ifPresent(s -> {
                metadata.putAll(s.metadata());
                var found = new LinkedHashMap<>(s.tensors());
                found.keySet().retainAll(new HashSet<>(wanted));
                tensors.putAll(found);
                if (found.size() < wanted.size()) {
                    notes.add(Text.of("safetensors.absent", "shard", name, "count", wanted.size() - found.size()));
                }
            });
        });
        if (tensors.isEmpty()) {
            throw notes.isEmpty() ? InputException.of("safetensors.no-index") : new InputException(notes.get(0));
        }
        return model(index, tensors, metadata, notes);
    }

    /** A shard inside the folder of the index; else a note. */
    private static Optional<Shard> shard(Path index, String name, List<Text> notes) {
        try {
            var folder = Optional.ofNullable(index.getParent()).orElse(index);
            var path = folder.resolve(name).normalize();
            if (!path.startsWith(folder)
                    || Files.exists(path) && !path.toRealPath().startsWith(folder)) {
                notes.add(Text.of("safetensors.outside", "shard", name));
            } else if (!Files.isRegularFile(path)) {
                notes.add(Text.of("safetensors.no-shard", "shard", name));
            } else {
                return Optional.of(Shard.read(MappedFile.open(path.toRealPath())));
            }
        } catch (InputException e) {
            notes.add(Text.of("safetensors.broken", "file", name, "why", e.text()));
        } catch (InvalidPathException | IOException e) {
            notes.add(Text.of("safetensors.no-shard", "shard", name));
        }
        return Optional.empty();
    }

    private static Model model(Path file, Map<String, Tensor> tensors, Map<String, String> metadata, List<Text> notes) {
        // Files are written sorted by size or name; a person counts.
        var ordered = new TreeMap<String, Tensor>(new NaturalOrder());
        ordered.putAll(tensors);
        return new WeightsModel(file, "safetensors", "", ordered, Map.of(), metadata, notes).model();
    }
}
