package dev.vitrine.formats;

import dev.vitrine.model.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of layer a module probably is, in PyTorch's terms, judged by the names and shapes of its own weights. */
final class LayerGuess {
    static final String UNKNOWN = "Weights";

    private LayerGuess() {}

    /**
     * The class of {@code torch.nn} that a module looks like; {@value #UNKNOWN} if it looks like none.
     *
     * @param path of the module, whose last part may tell
     * @param own its weights by their last name
     */
    static String of(String path, Map<String, Tensor> own) {
        if (own.containsKey("weight_ih_l0") && own.containsKey("weight_hh_l0")) {
            return recurrent(own, "weight_ih_l0", "weight_hh_l0");
        }
        if (own.containsKey("weight_ih") && own.containsKey("weight_hh")) {
            return recurrent(own, "weight_ih", "weight_hh") + "Cell";
        }
        if (own.containsKey("in_proj_weight") || own.containsKey("in_proj_bias")) {
            return "MultiheadAttention";
        }
        if (own.containsKey("running_mean") && own.containsKey("running_var")) {
            return "BatchNorm";
        }
        var weight = Optional.ofNullable(own.get("weight")).or(() -> Optional.ofNullable(own.get("weight_v")));
        return weight.map(w -> byWeight(last(path), w, Optional.ofNullable(own.get("bias"))))
                .orElse(UNKNOWN);
    }

    private static String recurrent(Map<String, Tensor> own, String input, String hidden) {
        var weight = own.get(input);
        var state = own.get(hidden);
        if (weight == null || state == null || weight.rank() != 2 || state.rank() != 2 || state.size(1) == 0) {
            return UNKNOWN;
        }
        long gates = weight.size(0) / state.size(1);
        return gates == 4 ? "LSTM" : gates == 3 ? "GRU" : "RNN";
    }

    private static String byWeight(String name, Tensor weight, Optional<Tensor> bias) {
        boolean onePerOutput =
                bias.map(b -> b.rank() == 1 && b.size(0) == weight.size(0)).orElse(true);
        return switch (weight.rank()) {
            case 1 -> normalisation(name, bias);
            case 2 ->
                bias.isEmpty()
                                && List.of("emb", "wte", "wpe", "token", "position").stream()
                                        .anyMatch(name::contains)
                        ? "Embedding"
                        : "Linear";
            case 3, 4, 5 -> {
                int dimensions = weight.rank() - 2;
                boolean turned = !onePerOutput
                        && bias.map(b -> b.rank() == 1 && b.size(0) == weight.size(1))
                                .orElse(false);
                yield (turned ? "ConvTranspose" : "Conv") + dimensions + "d";
            }
            default -> UNKNOWN;
        };
    }

    private static String normalisation(String name, Optional<Tensor> bias) {
        if (name.contains("bn") || name.contains("batch")) {
            return "BatchNorm";
        }
        if (name.contains("relu") || name.contains("act")) {
            return "PReLU";
        }
        return bias.isPresent() ? "LayerNorm" : name.contains("norm") || name.startsWith("ln") ? "RMSNorm" : UNKNOWN;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
