package dev.vitrine.formats.keras;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every class of layer that can be written in ONNX operators, and how. Classes of all versions of Keras. */
final class LayerTable {
    private static final Map<String, LayerCall.Rule> RULES = rules();
    private static final Map<String, LayerCall.Rule> OPERATIONS = Map.of(
            "Add", Merging.operation("Add"),
            "Subtract", Merging.operation("Sub"),
            "Multiply", Merging.operation("Mul"),
            "TrueDivide", Merging.operation("Div"),
            "Divide", Merging.operation("Div"),
            "NotEqual", Merging::notEqual,
            "Any", Merging::any);

    /** Classes that keep their weights in parts, in the order in which older files list them. */
    private static final Map<String, String[]> PARTS = Map.of(
            "SimpleRNN", Recurrent.PARTS,
            "LSTM", Recurrent.PARTS,
            "GRU", Recurrent.PARTS,
            "RNN", Recurrent.PARTS,
            "ConvLSTM1D", Recurrent.PARTS,
            "ConvLSTM2D", Recurrent.PARTS,
            "ConvLSTM3D", Recurrent.PARTS,
            "Bidirectional", Recurrent.BOTH,
            "TimeDistributed", new String[] {"layer"},
            "MultiHeadAttention", Attention.PARTS);

    private static final Set<String> WEIGHTED = Set.of(
            "Conv1D",
            "Conv2D",
            "Conv3D",
            "Convolution1D",
            "Convolution2D",
            "Convolution3D",
            "DepthwiseConv1D",
            "DepthwiseConv2D",
            "SeparableConv1D",
            "SeparableConv2D",
            "Conv1DTranspose",
            "Conv2DTranspose",
            "Conv3DTranspose",
            "Dense",
            "EinsumDense",
            "Embedding",
            "BatchNormalization",
            "LayerNormalization",
            "GroupNormalization",
            "Normalization",
            "RMSNormalization",
            "AdditiveAttention",
            "PReLU",
            "SimpleRNN",
            "LSTM",
            "GRU",
            "CuDNNLSTM",
            "CuDNNGRU",
            "RNN",
            "ConvLSTM1D",
            "ConvLSTM2D",
            "ConvLSTM3D",
            "SpectralNormalization",
            "Bidirectional",
            "TimeDistributed",
            "MultiHeadAttention",
            "LayerScale");

    private LayerTable() {}

    /** The rule for a layer. */
    static Optional<LayerCall.Rule> get(Network.Layer layer) {
        // Older containers do not say where a class comes from.
        var rules = layer.isOperation() || layer.module().isEmpty() && !RULES.containsKey(layer.type())
                ? OPERATIONS
                : RULES;
        return Optional.ofNullable(rules.get(layer.type()));
    }

    static boolean hasWeights(Network.Layer layer) {
        return WEIGHTED.contains(layer.type()) || layer.inner().isPresent();
    }

    static String[] parts(Network.Layer layer) {
        return PARTS.getOrDefault(layer.type(), new String[0]);
    }

    private static Map<String, LayerCall.Rule> rules() {
        var rules = new LinkedHashMap<String, LayerCall.Rule>();
        put(
                rules,
                Convolutions::convolution,
                "Conv1D",
                "Conv2D",
                "Conv3D",
                "Convolution1D",
                "Convolution2D",
                "Convolution3D");
        put(rules, Convolutions::depthwise, "DepthwiseConv1D", "DepthwiseConv2D");
        put(rules, Convolutions::separable, "SeparableConv1D", "SeparableConv2D", "SeparableConvolution2D");
        put(
                rules,
                Convolutions::transposed,
                "Conv1DTranspose",
                "Conv2DTranspose",
                "Conv3DTranspose",
                "Deconvolution2D");
        put(rules, Pooling::maximum, "MaxPooling1D", "MaxPooling2D", "MaxPooling3D");
        put(rules, Pooling::average, "AveragePooling1D", "AveragePooling2D", "AveragePooling3D");
        put(rules, Pooling::globalMaximum, "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D");
        put(
                rules,
                Pooling::globalAverage,
                "GlobalAveragePooling1D",
                "GlobalAveragePooling2D",
                "GlobalAveragePooling3D");
        put(rules, Pooling::adaptiveMaximum, "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D");
        put(
                rules,
                Pooling::adaptiveAverage,
                "AdaptiveAveragePooling1D",
                "AdaptiveAveragePooling2D",
                "AdaptiveAveragePooling3D");
        put(rules, Dense::dense, "Dense");
        put(rules, Dense::einsum, "EinsumDense");
        put(rules, Dense::embedding, "Embedding");
        put(rules, Normalisation::batch, "BatchNormalization", "BatchNormalizationV1", "SyncBatchNormalization");
        put(rules, Normalisation::layer, "LayerNormalization");
        put(rules, Normalisation::group, "GroupNormalization");
        put(rules, Normalisation::rootMeanSquare, "RMSNormalization");
        put(rules, Normalisation::unit, "UnitNormalization");
        put(rules, Normalisation::features, "Normalization");
        put(rules, Normalisation::rescaling, "Rescaling");
        put(rules, Normalisation::scale, "LayerScale");
        put(rules, Activations::layer, "Activation");
        put(rules, Activations::own, "ReLU", "LeakyReLU", "ELU");
        put(rules, Activations::softmax, "Softmax");
        put(rules, Activations::prelu, "PReLU");
        put(rules, Activations::thresholded, "ThresholdedReLU");
        put(rules, Merging.pairwise("Add"), "Add");
        put(rules, Merging.pairwise("Sub"), "Subtract");
        put(rules, Merging.pairwise("Mul"), "Multiply");
        put(rules, Merging.pairwise("Max"), "Maximum");
        put(rules, Merging.pairwise("Min"), "Minimum");
        put(rules, Merging::average, "Average");
        put(rules, Merging::concatenate, "Concatenate");
        put(rules, Merging::dot, "Dot");
        put(rules, Merging::merge, "Merge");
        put(rules, Merging::scaledSum, "CustomScaleLayer");
        put(rules, Normalisation::spectral, "SpectralNormalization");
        put(rules, Recurrent::layer, "SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU");
        put(rules, ConvolutionalRecurrent::layer, "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D");
        put(rules, Recurrent::ofCell, "RNN");
        put(rules, Recurrent::bidirectional, "Bidirectional");
        put(rules, Recurrent::distributed, "TimeDistributed");
        put(rules, Recurrent::masking, "Masking");
        put(rules, Attention::multiHead, "MultiHeadAttention");
        put(rules, Attention::plain, "Attention");
        put(rules, Attention::additive, "AdditiveAttention");
        put(rules, Reshaping::flatten, "Flatten");
        put(rules, Reshaping::reshape, "Reshape");
        put(rules, Reshaping::permute, "Permute");
        put(rules, Reshaping::repeat, "RepeatVector");
        put(rules, Reshaping::pad, "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D");
        put(rules, Reshaping::crop, "Cropping1D", "Cropping2D", "Cropping3D");
        put(rules, Reshaping::centreCrop, "CenterCrop");
        put(rules, Reshaping::upsample, "UpSampling1D", "UpSampling2D", "UpSampling3D");
        put(rules, Reshaping::resize, "Resizing");
        put(
                rules,
                Reshaping::same,
                "Dropout",
                "SpatialDropout1D",
                "SpatialDropout2D",
                "SpatialDropout3D",
                "GaussianDropout",
                "GaussianNoise",
                "AlphaDropout",
                "ActivityRegularization",
                "StochasticDepth",
                "Identity",
                "RandomFlip",
                "RandomRotation",
                "RandomZoom",
                "RandomTranslation",
                "RandomContrast",
                "RandomBrightness",
                "AugMix",
                "CutMix",
                "MixUp",
                "RandAugment",
                "RandomColorDegeneration",
                "RandomColorJitter",
                "RandomElasticTransform",
                "RandomErasing",
                "RandomGaussianBlur",
                "RandomGrayscale",
                "RandomHue",
                "RandomInvert",
                "RandomPerspective",
                "RandomPosterization",
                "RandomSaturation",
                "RandomSharpness",
                "RandomShear");
        return rules;
    }

    private static void put(Map<String, LayerCall.Rule> rules, LayerCall.Rule rule, String... classes) {
        for (var name : classes) {
            rules.put(name, rule);
        }
    }
}
