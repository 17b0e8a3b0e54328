package dev.vitrine.formats.pytorch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value that a pickle describes. Calls and classes are only named: nothing here is code, and nothing was run to make it. Values
 * may be shared and may contain themselves, so containers are equal only to themselves.
 */
sealed interface Pickled {

    record None() implements Pickled {}

    record Flag(boolean set) implements Pickled {}

    record Whole(BigInteger value) implements Pickled {}

    record Real(double value) implements Pickled {}

    record Written(String text) implements Pickled {}

    /** Bytes that are no text; only how many there are matters. */
    record Raw(int length) implements Pickled {}

    /** A class or function, by name. */
    record Global(String module, String name) implements Pickled {
        String qualified() {
            return module + "." + name;
        }
    }

    /** What the file keeps outside the pickle: a storage of numbers. */
    record Persistent(Pickled id) implements Pickled {}

    /** A list, tuple or set. */
    final class Items implements Pickled {
        final List<Pickled> all;

        Items(List<Pickled> all) {
            this.all = new ArrayList<>(all);
        }
    }

    /** A dictionary. */
    final class Dictionary implements Pickled {
        final List<Map.Entry<Pickled, Pickled>> entries = new ArrayList<>();
    }

    /** What a call would give, or an instance of a class: the callee, its arguments, and what was set afterwards. */
    final class Made implements Pickled {
        final Pickled callee;
        final Pickled arguments;
        final List<Pickled> items = new ArrayList<>();
        final Dictionary entries = new Dictionary();
        Optional<Pickled> state = Optional.empty();

        Made(Pickled callee, Pickled arguments) {
            this.callee = callee;
            this.arguments = arguments;
        }

        /** The name of the callee; empty if it is no plain name. */
        String name() {
            return callee instanceof Global global ? global.qualified() : "";
        }

        /** The i-th argument; none if there are fewer. */
        Pickled argument(int i) {
            return arguments instanceof Items items && i < items.all.size() ? items.all.get(i) : new None();
        }
    }

    /** The entries with text keys of a dictionary or what was made like one; the last of several with one key. */
    default Map<String, Pickled> named() {
        var found = new LinkedHashMap<String, Pickled>();
        if (this instanceof Dictionary dictionary) {
            dictionary.entries.forEach(e -> {
                if (e.getKey() instanceof Written key) {
                    found.put(key.text(), e.getValue());
                }
            });
        } else if (this instanceof Made made) {
            // OrderedDict([[key, value], ...]) is how Python 2 writes one.
            made.argument(0).items().forEach(pair -> {
                if (pair instanceof Items two && two.all.size() == 2 && two.all.get(0) instanceof Written key) {
                    found.put(key.text(), two.all.get(1));
                }
            });
            found.putAll(made.entries.named());
        }
        return found;
    }

    /** The items of a list or tuple; none for all else. */
    default List<Pickled> items() {
        return this instanceof Items items ? items.all : List.of();
    }

    /** A whole number of 64 bits. */
    default Optional<Long> whole() {
        return this instanceof Whole whole && whole.value().bitLength() < Long.SIZE
                ? Optional.of(whole.value().longValue())
                : Optional.empty();
    }

    default Optional<String> words() {
        return this instanceof Written written ? Optional.of(written.text()) : Optional.empty();
    }
}
