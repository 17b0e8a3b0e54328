package dev.vitrine.methods;

import dev.vitrine.words.InputException;
import java.util.Iterator;
import java.util.Locale;

/** The activation functions of ONNX's recurrent operators (operator specification, RNN, GRU and LSTM). */
@FunctionalInterface
interface RecurrentActivation {
    float of(float x);

    /**
     * @param name as in the {@code activations} attribute; upper and lower case are the same
     * @param alphas the values of {@code activation_alpha} that are not used yet; one is taken where the function has one
     * @param betas likewise
     */
    static RecurrentActivation named(String name, Iterator<Float> alphas, Iterator<Float> betas) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "sigmoid" -> x -> (float) (1 / (1 + Math.exp(-x)));
            case "tanh" -> x -> (float) Math.tanh(x);
            case "relu" -> x -> Math.max(0, x);
            case "softsign" -> x -> x / (1 + Math.abs(x));
            case "softplus" -> x -> (float) (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
            case "leakyrelu" -> leaky(next(alphas, 0.01f));
            case "thresholdedrelu" -> thresholded(next(alphas, 1));
            case "elu" -> elu(next(alphas, 1));
            case "affine" -> affine(next(alphas, 1), next(betas, 0));
            case "hardsigmoid" -> hard(next(alphas, 0.2f), next(betas, 0.5f));
            case "scaledtanh" -> scaled(next(alphas, 1), next(betas, 1));
            default -> throw InputException.of("hidden-state.no-activation", "name", name);
        };
    }

    private static float next(Iterator<Float> values, float otherwise) {
        return values.hasNext() ? values.next() : otherwise;
    }

    private static RecurrentActivation leaky(float alpha) {
        return x -> x >= 0 ? x : alpha * x;
    }

    private static RecurrentActivation thresholded(float alpha) {
        return x -> x > alpha ? x : 0;
    }

    private static RecurrentActivation elu(float alpha) {
        return x -> x >= 0 ? x : (float) (alpha * Math.expm1(x));
    }

    private static RecurrentActivation affine(float alpha, float beta) {
        return x -> alpha * x + beta;
    }

    private static RecurrentActivation hard(float alpha, float beta) {
        return x -> Math.max(0, Math.min(1, alpha * x + beta));
    }

    private static RecurrentActivation scaled(float alpha, float beta) {
        return x -> (float) (alpha * Math.tanh(beta * x));
    }
}
