package dev.vitrine.formats.torchexport;

import dev.vitrine.formats.Archive;
import dev.vitrine.formats.Json;
import dev.vitrine.formats.pytorch.StateDict;
import dev.vitrine.formats.pytorch.StridedTensor;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a {@code .pt2} archive ({@code torch/export/pt2_archive/constants.h}): the program as JSON, and the tensors by their
 * names in the module. In archives of today each tensor is a member of its own; in older ones all lie in a file of
 * {@code torch.save} inside the archive, and in the oldest that file and the program lie at the top.
 *
 * @param program the exported program
 * @param tensors parameters, buffers and constants
 */
record ExportedFile(Json program, Map<String, Tensor> tensors) {
    private static final String OLDEST = "serialized_exported_program.json";

    /** Whether an archive is one. */
    static boolean isOne(Archive archive) {
        return program(archive).isPresent();
    }

    private static Optional<Archive.Entry> program(Archive archive) {
        return archive.entries().stream()
                .filter(e -> e.name().matches("([^/]+/)?models/[^/]+\\.json")
                        || e.name().equals(OLDEST))
                .findFirst();
    }

    static ExportedFile read(Archive archive) {
        var entry = program(archive).orElseThrow(() -> InputException.of("torchexport.no-program"));
        var program = Json.parse(text(archive.bytes(entry)));
        var tensors = new LinkedHashMap<String, Tensor>();
        if (entry.name().equals(OLDEST)) {
            nested(archive, "serialized_state_dict.pt", tensors);
            nested(archive, "serialized_state_dict.json", tensors);
            nested(archive, "serialized_constants.pt", tensors);
            nested(archive, "serialized_constants.json", tensors);
            return new ExportedFile(program, tensors);
        }
        int models = entry.name().lastIndexOf("models/");
        var root = entry.name().substring(0, models);
        var name =
                entry.name().substring(models + "models/".length(), entry.name().length() - ".json".length());
        for (var kind : new String[] {"weights", "constants"}) {
            var folder = root + "data/" + kind + "/";
            members(archive, folder, name + "_" + kind + "_config.json", tensors);
            nested(archive, folder + name + ".pt", tensors);
        }
        return new ExportedFile(program, tensors);
    }

    private static String text(Bytes bytes) {
        if (bytes.length() > 1 << 30) {
            throw InputException.of("torchexport.no-program");
        }
        return StandardCharsets.UTF_8
                .decode(bytes.slice(0, (int) bytes.length()))
                .toString();
    }

    /** Tensors that are members of their own. */
    private static void members(Archive archive, String folder, String config, Map<String, Tensor> tensors) {
        var entry = archive.entry(folder + config);
        if (entry.isEmpty()) {
            return;
        }
        var described = Json.parse(text(archive.bytes(entry.get())));
        described.get("config").object().forEach((name, tensor) -> {
            if (tensor.get("tensor_meta").isObject()) {
                if (tensor.get("use_pickle").bool(false)) {
                    throw InputException.of("torchexport.pickled", "name", name);
                }
                var place = tensor.get("path_name").text("");
                var member = archive.entry(folder + place)
                        .orElseThrow(() -> InputException.of("torchexport.no-weight", "name", name));
                tensors.put(name, tensor(TensorMeta.of(tensor.get("tensor_meta")), archive.bytes(member)));
            }
        });
    }

    private static Tensor tensor(TensorMeta meta, Bytes bytes) {
        var sizes = meta.numbers();
        if (meta.strides().length == sizes.length) {
            return StridedTensor.of(meta.type(), bytes, meta.offset(), sizes, meta.strides());
        }
        if (meta.type() == DataType.STRING) {
            throw InputException.of("torchexport.type", "code", meta.type().label());
        }
        var strides = new long[sizes.length];
        long step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, sizes[i]);
        }
        return StridedTensor.of(meta.type(), bytes, 0, sizes, strides);
    }

    /** Tensors that {@code torch.save} wrote into a member. */
    private static void nested(Archive archive, String name, Map<String, Tensor> tensors) {
        archive.entry(name).ifPresent(entry -> StateDict.in(archive, entry).ifPresent(tensors::putAll));
    }
}
