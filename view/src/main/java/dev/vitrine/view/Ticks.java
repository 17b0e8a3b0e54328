package dev.vitrine.view;

import dev.vitrine.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
final class Ticks {
    private Ticks() {}

    /** Multiples of 1, 2 or 5 times a power of ten within the range, about {@code wanted} of them. */
    static List<Double> linear(double low, double high, int wanted) {
        double step = step(low, high, wanted);
        var ticks = new ArrayList<Double>();
        if (!(step > 0)) {
            return ticks;
        }
        double first = Math.ceil(low / step - 1e-9);
        for (int i = 0; i <= 4 * wanted; i++) {
            double tick = (first + i) * step;
            if (tick > high + 1e-9 * step) {
                break;
            }
            ticks.add(tick == 0 ? 0.0 : tick);
        }
        return ticks;
    }

    /** The distance of {@link #linear} ticks. */
    static double step(double low, double high, int wanted) {
        double rough = high / wanted - low / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double part = rough / power;
        return (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10) * power;
    }

    /** Powers of ten within the range, thinned to about {@code wanted}; with their doubles and fives where there are few. */
    static List<Double> log(double low, double high, int wanted) {
        int from = (int) Math.floor(Math.log10(low));
        int to = (int) Math.ceil(Math.log10(high));
        int every = Math.max(1, (to - from) / wanted);
        var ticks = new ArrayList<Double>();
        int[] parts = to - from <= 2 ? new int[] {1, 2, 5} : new int[] {1};
        for (int power = from; power <= to; power += every) {
            for (int part : parts) {
                double tick = part * Math.pow(10, power);
                if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /** A tick in words, with as many decimals as its distance to the next needs. */
    static String label(double tick, double step) {
        double size = Math.abs(tick);
        if (tick == 0) {
            return "0";
        }
        if (size >= 1e6 || step < 1e-4) {
            return Words.number(tick);
        }
        int decimals = step >= 1 ? 0 : (int) Math.ceil(-Math.log10(step) - 1e-9);
        return String.format(Locale.ROOT, "%." + decimals + "f", tick);
    }
}
