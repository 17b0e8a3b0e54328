package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.pytorch.Pickled.Global;
import dev.vitrine.formats.pytorch.Pickled.Items;
import dev.vitrine.formats.pytorch.Pickled.Written;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of PyTorch before 0.1.10 ({@code legacy_load} in {@code torch/serialization.py}): a tar archive (POSIX ustar) of
 * {@code storages}, {@code tensors} and {@code pickle}, in which a tensor is a number of its own.
 *
 * @param value the saved value
 * @param tensors the tensors by the number that stands for them
 * @param unpickler that read it, which knows what it would call
 */
record TarFile(Pickled value, Map<String, Tensor> tensors, Unpickler unpickler) {
    private static final int BLOCK = 512;
    private static final int MOST_AXES = 64;

    static TarFile read(MappedFile file) {
        try {
            var members = members(file.bytes());
            var storages = storages(file, member(members, "storages"));
            var tensors = tensors(member(members, "tensors").buffer, storages);
            var unpickler = new Unpickler(member(members, "pickle").buffer);
            return new TarFile(unpickler.next(), tensors, unpickler);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new InputException(Text.of("pytorch.tar-broken"), e);
        }
    }

    private record Member(long at, ByteBuffer buffer) {}

    private static Member member(Map<String, Member> members, String name) {
        return Optional.ofNullable(members.get(name)).orElseThrow(() -> InputException.of("pytorch.tar-broken"));
    }

    private static Map<String, Member> members(Bytes all) {
        var found = new HashMap<String, Member>();
        for (long at = 0; at + BLOCK <= all.length(); ) {
            var header = all.slice(at, BLOCK);
            var name = field(header, 0, 100).replaceFirst("^\\./", "");
            if (name.isEmpty()) {
                break;
            }
            long length = Long.parseLong(field(header, 124, 12).strip(), 8);
            at += BLOCK;
            if (length < 0 || length > all.length() - at || length > 1 << 30) {
                throw new IndexOutOfBoundsException(name);
            }
            found.put(name, new Member(at, all.slice(at, (int) length)));
            at += (length + BLOCK - 1) / BLOCK * BLOCK;
        }
        return found;
    }

    private static String field(ByteBuffer header, int at, int length) {
        var text = StandardCharsets.ISO_8859_1.decode(header.slice(at, length)).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private record Storage(StorageReference reference, Bytes bytes) {}

    private static Map<Long, Storage> storages(MappedFile file, Member member) {
        var in = member.buffer;
        var unpickler = new Unpickler(in);
        var storages = new HashMap<Long, Storage>();
        long count = unpickler.next().whole().orElse(0L);
        for (long i = 0; i < count; i++) {
            var parts = unpickler.next().items();
            if (parts.size() != 3 || !(parts.get(2) instanceof Global)) {
                throw InputException.of("pytorch.tar-broken");
            }
            long elements = in.getLong();
            var id = new Items(List.of(
                    new Written("storage"),
                    parts.get(2),
                    new Written(""),
                    parts.get(1),
                    new Pickled.Whole(java.math.BigInteger.valueOf(elements))));
            var reference = StorageReference.of(new Pickled.Persistent(id))
                    .orElseThrow(() -> InputException.of("pytorch.tar-broken"));
            int width = reference.type().bits() / 8;
            if (elements > in.remaining() / width) {
                throw InputException.of("pytorch.cut", "key", "storages", "bytes", member.buffer.capacity());
            }
            long bytes = elements * width;
            parts.get(0)
                    .whole()
                    .ifPresent(key -> storages.put(
                            key, new Storage(reference, new Bytes.InFile(file, member.at + in.position(), bytes))));
            in.position(in.position() + (int) bytes);
        }
        for (var view : unpickler.next().items()) {
            var numbers = view.items().stream().map(n -> n.whole().orElse(-1L)).toList();
            var root = numbers.size() == 4 ? storages.get(numbers.get(1)) : null;
            if (root != null) {
                int width = root.reference.type().bits() / 8;
                long from = Math.multiplyExact(numbers.get(2), width);
                long length = Math.multiplyExact(numbers.get(3), width);
                if (from < 0 || length < 0 || from > root.bytes.length() - length) {
                    throw InputException.of("pytorch.tar-broken");
                }
                var in2 = (Bytes.InFile) root.bytes;
                storages.put(
                        numbers.get(0),
                        new Storage(root.reference, new Bytes.InFile(in2.file(), in2.offset() + from, length)));
            }
        }
        return storages;
    }

    private static Map<String, Tensor> tensors(ByteBuffer in, Map<Long, Storage> storages) {
        var unpickler = new Unpickler(in);
        var tensors = new HashMap<String, Tensor>();
        long count = unpickler.next().whole().orElse(0L);
        for (long i = 0; i < count; i++) {
            var parts = unpickler.next().items();
            int axes = in.getInt();
            in.getInt();
            if (parts.size() != 3 || axes < 0 || axes > MOST_AXES) {
                throw InputException.of("pytorch.tar-broken");
            }
            var sizes = numbers(in, axes);
            var strides = numbers(in, axes);
            long offset = in.getLong();
            var storage = parts.get(1).whole().map(storages::get);
            var key = parts.get(0).whole();
            if (storage.isPresent() && key.isPresent()) {
                tensors.put(
                        key.get().toString(),
                        StridedTensor.of(storage.get().reference.type(), storage.get().bytes, offset, sizes, strides));
            }
        }
        return tensors;
    }

    private static long[] numbers(ByteBuffer in, int count) {
        var all = new long[count];
        for (int i = 0; i < count; i++) {
            all[i] = in.getLong();
        }
        return all;
    }
}
