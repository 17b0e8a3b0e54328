package dev.vitrine.formats.safetensors;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Names in the order in which a person counts: {@code layers.2} before {@code layers.10}. */
final class NaturalOrder implements Comparator<String> {
    private static final Pattern EDGES = Pattern.compile("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)");

    @Override
    public int compare(String a, String b) {
        var left = EDGES.split(a);
        var right = EDGES.split(b);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = part(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(left.length, right.length);
        return order != 0 ? order : a.compareTo(b);
    }

    private static int part(String a, String b) {
        boolean numbers =
                !a.isEmpty() && !b.isEmpty() && Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
        if (!numbers) {
            return a.compareTo(b);
        }
        var left = a.replaceFirst("^0+(?=.)", "");
        var right = b.replaceFirst("^0+(?=.)", "");
        int order = Integer.compare(left.length(), right.length());
        return order != 0 ? order : left.compareTo(right);
    }
}
