package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.pytorch.Pickled.Dictionary;
import dev.vitrine.formats.pytorch.Pickled.Flag;
import dev.vitrine.formats.pytorch.Pickled.Global;
import dev.vitrine.formats.pytorch.Pickled.Items;
import dev.vitrine.formats.pytorch.Pickled.Made;
import dev.vitrine.formats.pytorch.Pickled.None;
import dev.vitrine.formats.pytorch.Pickled.Persistent;
import dev.vitrine.formats.pytorch.Pickled.Raw;
import dev.vitrine.formats.pytorch.Pickled.Real;
import dev.vitrine.formats.pytorch.Pickled.Whole;
import dev.vitrine.formats.pytorch.Pickled.Written;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads pickles of protocols 0 to 5 (CPython, {@code Lib/pickletools.py}) as descriptions of values. A pickle is a program for a
 * small stack machine whose power lies in two steps, finding a name and calling it; here both only write down what was asked
 * for, so that no file can make anything happen. Time and memory are bounded by the bytes read and a number of values.
 */
final class Unpickler {
    private static final int MOST = 3_000_000;
    private static final int LONGEST_NUMBER = 1 << 16;

    private final ByteBuffer in;
    private final List<Pickled> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Pickled> memo = new HashMap<>();
    private final List<Persistent> persistents = new ArrayList<>();
    private final Set<Global> calls = new LinkedHashSet<>();
    private int made;

    /** @param in where pickles lie one after the other; is moved on by reading */
    Unpickler(ByteBuffer in) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The next value.
     *
     * @throws InputException if the bytes are no pickle, or describe too many values; says at which byte
     */
    Pickled next() {
        stack.clear();
        marks.clear();
        memo.clear();
        int at = in.position();
        try {
            while (true) {
                at = in.position();
                int code = in.get() & 0xFF;
                if (code == '.') {
                    return pop();
                }
                step(code);
                if (made > MOST) {
                    throw InputException.of("pytorch.pickle-large", "most", MOST);
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new InputException(Text.of("pytorch.pickle-broken", "offset", at), e);
        }
    }

    /** All references to what lies outside the pickle, so far. */
    List<Persistent> persistents() {
        return persistents;
    }

    /** All that Python would call for what was read so far. */
    Set<Global> calls() {
        return calls;
    }

    private void step(int code) {
        switch (code) {
            case 0x80 -> in.get();
            case 0x95 -> in.getLong();
            case '(' -> marks.add(stack.size());
            case '0' -> drop();
            case '1' -> popMark();
            case '2' -> push(top());
            case 'N' -> push(new None());
            case 0x88 -> push(new Flag(true));
            case 0x89 -> push(new Flag(false));
            case 'I' -> push(integer(line()));
            case 'L' -> push(new Whole(decimal(line().replaceFirst("L$", ""))));
            case 'J' -> push(new Whole(BigInteger.valueOf(in.getInt())));
            case 'K' -> push(new Whole(BigInteger.valueOf(in.get() & 0xFF)));
            case 'M' -> push(new Whole(BigInteger.valueOf(in.getShort() & 0xFFFF)));
            case 0x8a -> push(number(in.get() & 0xFF));
            case 0x8b -> push(number(in.getInt()));
            case 'F' -> push(new Real(Double.parseDouble(line())));
            case 'G' -> push(new Real(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))));
            case 'S', 'V' -> push(new Written(unquoted(line())));
            case 'T', 'X' -> push(new Written(text(in.getInt())));
            case 'U', 0x8c -> push(new Written(text(in.get() & 0xFF)));
            case 0x8d -> push(new Written(text(length(in.getLong()))));
            case 'B' -> push(raw(in.getInt()));
            case 'C' -> push(raw(in.get() & 0xFF));
            case 0x8e, 0x96 -> push(raw(length(in.getLong())));
            case ']', ')', 0x8f -> push(new Items(List.of()));
            case 'l', 't', 0x91 -> push(new Items(popMark()));
            case 0x85 -> push(new Items(popped(1)));
            case 0x86 -> push(new Items(popped(2)));
            case 0x87 -> push(new Items(popped(3)));
            case '}' -> push(new Dictionary());
            case 'd' -> dictionary();
            case 'a' -> append(popped(1));
            case 'e', 0x90 -> append(popMark());
            case 's' -> set(popped(2));
            case 'u' -> set(popMark());
            case 'p' -> memo.put(Long.parseLong(line()), top());
            case 'q' -> memo.put((long) (in.get() & 0xFF), top());
            case 'r' -> memo.put(in.getInt() & 0xFFFFFFFFL, top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'g' -> push(remembered(Long.parseLong(line())));
            case 'h' -> push(remembered(in.get() & 0xFF));
            case 'j' -> push(remembered(in.getInt() & 0xFFFFFFFFL));
            case 'c' -> push(new Global(line(), line()));
            case 0x93 -> push(global(popped(2)));
            case 'P' -> persistent(new Written(line()));
            case 'Q' -> persistent(pop());
            case 'R', 0x81 -> applied(popped(2));
            case 0x92 -> applied(popped(3));
            case 'i' -> instance(new Global(line(), line()), popMark());
            case 'o' -> object(popMark());
            case 'b' -> build();
            default -> throw new IllegalArgumentException("operation " + code);
        }
    }

    private void push(Pickled value) {
        made++;
        stack.add(value);
    }

    private Pickled top() {
        return stack.get(stack.size() - 1);
    }

    private Pickled pop() {
        return popped(1).get(0);
    }

    /** Python drops a mark that lies on top, too. */
    private void drop() {
        if (!marks.isEmpty() && marks.get(marks.size() - 1) == stack.size()) {
            marks.remove(marks.size() - 1);
        } else {
            pop();
        }
    }

    private List<Pickled> popped(int count) {
        int bottom = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        return cut(Math.max(bottom, stack.size() - count), count);
    }

    private List<Pickled> popMark() {
        int from = marks.remove(marks.size() - 1);
        return cut(from, stack.size() - from);
    }

    private List<Pickled> cut(int from, int count) {
        if (stack.size() - from != count) {
            throw new IndexOutOfBoundsException("stack");
        }
        var part = stack.subList(from, stack.size());
        var all = List.copyOf(part);
        part.clear();
        return all;
    }

    private Pickled remembered(long key) {
        return Optional.ofNullable(memo.get(key)).orElseThrow(() -> new IllegalArgumentException("memo " + key));
    }

    private void append(List<Pickled> more) {
        if (top() instanceof Items items) {
            items.all.addAll(more);
        } else if (top() instanceof Made object) {
            object.items.addAll(more);
        } else {
            throw new IllegalArgumentException("append");
        }
    }

    private void dictionary() {
        var pairs = popMark();
        push(new Dictionary());
        set(pairs);
    }

    private void set(List<Pickled> pairs) {
        var into = top() instanceof Dictionary dictionary
                ? dictionary
                : top() instanceof Made object ? object.entries : null;
        if (into == null || pairs.size() % 2 != 0) {
            throw new IllegalArgumentException("set");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            into.entries.add(Map.entry(pairs.get(i), pairs.get(i + 1)));
        }
    }

    private static Global global(List<Pickled> names) {
        if (names.get(0) instanceof Written module && names.get(1) instanceof Written name) {
            return new Global(module.text(), name.text());
        }
        throw new IllegalArgumentException("global");
    }

    private void persistent(Pickled id) {
        var reference = new Persistent(id);
        persistents.add(reference);
        push(reference);
    }

    private void call(Pickled callee, Pickled arguments) {
        // PyTorch wraps classes, to compare their source when they are loaded.
        var plain = callee instanceof Persistent wrapped && wrapped.id().items().size() > 1
                ? wrapped.id().items().get(1)
                : callee;
        if (plain instanceof Global global) {
            calls.add(global);
        }
        push(new Made(plain, arguments));
    }

    private void applied(List<Pickled> parts) {
        call(parts.get(0), parts.get(1));
    }

    private void instance(Global type, List<Pickled> arguments) {
        call(type, new Items(arguments));
    }

    private void object(List<Pickled> parts) {
        call(parts.get(0), new Items(parts.subList(1, parts.size())));
    }

    private void build() {
        var state = pop();
        if (top() instanceof Made object) {
            object.state = Optional.of(state);
        }
    }

    private static Pickled integer(String line) {
        return line.equals("00") || line.equals("01") ? new Flag(line.equals("01")) : new Whole(decimal(line));
    }

    private static BigInteger decimal(String digits) {
        if (digits.length() > LONGEST_NUMBER / 16) {
            throw new IllegalArgumentException("number");
        }
        return new BigInteger(digits.strip());
    }

    /** Two's complement, least byte first. */
    private Pickled number(int length) {
        if (length < 0 || length > LONGEST_NUMBER) {
            throw new IllegalArgumentException("number");
        }
        var bytes = new byte[length];
        for (int i = length - 1; i >= 0; i--) {
            bytes[i] = in.get();
        }
        return new Whole(length == 0 ? BigInteger.ZERO : new BigInteger(bytes));
    }

    private String text(int length) {
        return StandardCharsets.UTF_8.decode(taken(length)).toString();
    }

    private Pickled raw(int length) {
        return new Raw(taken(length).remaining());
    }

    private ByteBuffer taken(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    private static int length(long claimed) {
        if (claimed < 0 || claimed > Integer.MAX_VALUE) {
            throw new BufferUnderflowException();
        }
        return (int) claimed;
    }

    /** Up to the end of the line, which is passed. */
    private String line() {
        int start = in.position();
        while (in.get() != '\n') {
            // Its end throws.
        }
        return StandardCharsets.UTF_8
                .decode(in.slice(start, in.position() - 1 - start))
                .toString();
    }

    private static String unquoted(String line) {
        boolean quoted = line.length() > 1
                && "'\"".indexOf(line.charAt(0)) >= 0
                && line.charAt(0) == line.charAt(line.length() - 1);
        return quoted ? line.substring(1, line.length() - 1) : line;
    }
}
