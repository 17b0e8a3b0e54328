package dev.vitrine.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which known names come nearest to a name that is not known. */
final class Names {
    private static final int MOST_LENGTH = 200;

    private Names() {}

    /** Up to {@code most} names, nearest first by edit distance regardless of case; names that contain the asked one lead. */
    static List<String> nearest(String asked, Collection<String> known, int most) {
        var wanted = asked.toLowerCase(Locale.ROOT);
        return known.stream()
                .distinct()
                .sorted(Comparator.comparingInt((String n) -> distance(wanted, n.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
    }

    private static int distance(String a, String b) {
        if (a.length() > MOST_LENGTH || b.length() > MOST_LENGTH) {
            return Integer.MAX_VALUE;
        }
        if (!a.isEmpty() && b.contains(a)) {
            return 0;
        }
        var previous = new int[b.length() + 1];
        java.util.Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            var current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
