package dev.vitrine.autodiff.rules;

import static dev.vitrine.autodiff.GraphBuilder.call;

import dev.vitrine.autodiff.Backward;
import dev.vitrine.autodiff.GraphBuilder;
import dev.vitrine.autodiff.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A sum of products is linear in each operand: its gradient is the sum of products of dY and the other operands. Axes that only
 * this operand has were summed away: ones put them back. An axis named twice is a diagonal: an identity matrix puts it back.
 *
 * <pre>
 *   bij,bjk->bik     dA = Einsum("bik,bjk->bij", dY, B)
 *   iij->j           dA = Einsum("j,i,iI->iIj", dY, ones, identity)
 * </pre>
 */
final class EinsumRule implements Rule {
    private static final String FREE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @Override
    public void backward(Backward b) {
        var terms = Terms.of(b);
        for (int i = 0; i < terms.operands.size(); i++) {
            if (b.wants(i)) {
                b.give(i, gradient(b, terms, i));
            }
        }
    }

    private static String gradient(Backward b, Terms terms, int operand) {
        var g = b.graph();
        var own = terms.operands.get(operand);
        var labels = new ArrayList<>(List.of(terms.result));
        var tensors = new ArrayList<>(List.of(b.dy()));
        for (int k = 0; k < terms.operands.size(); k++) {
            if (k != operand) {
                labels.add(terms.operands.get(k));
                tensors.add(b.x(k));
            }
        }
        var present = letters(labels);
        var spare = spare(terms);
        var result = new StringBuilder();
        var seen = new HashSet<Character>();
        boolean stretched = false;
        for (int axis = 0; axis < own.length(); axis++) {
            char label = own.charAt(axis);
            if (!seen.add(label)) {
                char twin = spare.remove(0);
                result.append(twin);
                labels.add("" + label + twin);
                tensors.add(identity(b.x(operand), axis, g));
                continue;
            }
            if (!present.contains(label)) {
                labels.add("" + label);
                tensors.add(g.filled(1, g.type(b.x(operand)), g.size(b.x(operand), axis)));
            }
            if (present.contains(label) && single(b.x(operand), axis, g)) {
                stretched = true;
            } else {
                result.append(label);
            }
        }
        var sum = g.put(call("Einsum", tensors.toArray(String[]::new))
                .with("equation", String.join(",", labels) + "->" + result));
        return stretched ? g.reshape(sum, g.shape(b.x(operand))) : sum;
    }

    /** An axis of size 1 is stretched to that of the others, so its gradient is summed over it. */
    private static boolean single(String tensor, int axis, GraphBuilder g) {
        return g.shapeOf(tensor).map(s -> s.size(axis) == 1).orElse(false);
    }

    private static String identity(String like, int axis, GraphBuilder g) {
        var size = g.size(like, axis);
        var square = g.filled(0, g.type(like), g.join(size, size));
        return g.op("EyeLike", square);
    }

    private static Set<Character> letters(List<String> labels) {
        var all = new HashSet<Character>();
        labels.forEach(l -> l.chars().forEach(c -> all.add((char) c)));
        return all;
    }

    private static ArrayList<Character> spare(Terms terms) {
        var taken = letters(terms.operands);
        var spare = new ArrayList<Character>();
        FREE.chars().filter(c -> !taken.contains((char) c)).forEach(c -> spare.add((char) c));
        return spare;
    }

    /** One letter per axis of each operand and of the result; the axes of an ellipsis have letters of their own. */
    private record Terms(List<String> operands, String result) {
        static Terms of(Backward b) {
            var equation = b.node().stringAttribute("equation", "").replace(" ", "");
            int arrow = equation.indexOf("->");
            var left = Arrays.asList((arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1));
            var taken = letters(left);
            var dots = FREE.chars()
                    .filter(c -> !taken.contains((char) c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            int most = 0;
            for (int i = 0; i < left.size(); i++) {
                most = Math.max(most, hidden(left.get(i), b.x(i), b.graph()));
            }
            var all = dots.substring(0, most);
            var operands = new ArrayList<String>();
            for (int i = 0; i < left.size(); i++) {
                int own = hidden(left.get(i), b.x(i), b.graph());
                operands.add(left.get(i).replace("...", all.substring(most - own)));
            }
            return new Terms(
                    operands,
                    arrow < 0
                            ? implicit(left, all)
                            : equation.substring(arrow + 2).replace("...", all));
        }

        /** How many axes the ellipsis of an operand stands for. */
        private static int hidden(String term, String operand, GraphBuilder g) {
            return term.contains("...") ? g.needRank(operand) - (term.length() - 3) : 0;
        }

        /** Without an arrow: the ellipsis, then the letters that occur once, in alphabetical order. */
        private static String implicit(List<String> terms, String dots) {
            var once = new StringBuilder();
            String.join("", terms).replace(".", "").chars().sorted().distinct().forEach(c -> {
                if (terms.stream()
                                .mapToLong(t -> t.chars().filter(x -> x == c).count())
                                .sum()
                        == 1) {
                    once.append((char) c);
                }
            });
            return dots + once;
        }
    }
}
