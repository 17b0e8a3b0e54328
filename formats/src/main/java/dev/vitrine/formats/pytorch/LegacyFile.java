package dev.vitrine.formats.pytorch;

import dev.vitrine.model.Bytes;
import dev.vitrine.model.MappedFile;
import dev.vitrine.words.InputException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of PyTorch before 1.6 ({@code _legacy_save}): pickles of a magic number, a version and facts of the machine; that of
 * the value; that of the list of storage keys; then, for each key, the number of elements in 8 bytes and the elements.
 *
 * @param value the saved value
 * @param storages what its tensors look at
 * @param unpickler that read it, which knows what it would call
 */
record LegacyFile(Pickled value, Storages storages, Unpickler unpickler) {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    /** The first pickle of such a file, as it always begins. */
    static final String HEAD = "\u0080\u0002\u008a\n\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.";

    static LegacyFile read(MappedFile file) {
        var whole = file.bytes();
        var in = whole.slice(0, (int) Math.min(whole.length(), 1 << 30));
        var unpickler = new Unpickler(in);
        if (!(unpickler.next() instanceof Pickled.Whole magic) || !magic.value().equals(MAGIC)) {
            throw InputException.of("pytorch.pickle-broken", "offset", 0);
        }
        unpickler.next();
        var machine = unpickler.next().named().get("little_endian");
        boolean swap = machine instanceof Pickled.Flag little && !little.set();
        var value = unpickler.next();
        var claimed = new LinkedHashMap<String, StorageReference>();
        unpickler.persistents().forEach(p -> StorageReference.of(p).ifPresent(r -> claimed.put(r.key(), r)));
        var places = new LinkedHashMap<String, Bytes>();
        var keys = unpickler.next().items();
        long at = in.position();
        for (var key : keys) {
            var name = key.words().orElse("");
            var reference = Optional.ofNullable(claimed.get(name))
                    .orElseThrow(() -> InputException.of("pytorch.no-storage", "key", name));
            int width = reference.type().bits() / 8;
            long left = whole.length() - at - 8;
            long elements = left < 0
                    ? 0
                    : whole.slice(at, 8)
                            .order(swap ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                            .getLong();
            if (left < 0 || elements < 0 || elements > left / width) {
                throw InputException.of("pytorch.cut", "key", name, "bytes", whole.length());
            }
            var bytes = new Bytes.InFile(file, at + 8, elements * width);
            places.put(name, swap ? TensorBuilder.swapped(bytes, width) : bytes);
            at += 8 + elements * width;
        }
        return new LegacyFile(value, new Places(places), unpickler);
    }

    /** Storages that were found beforehand. */
    record Places(Map<String, Bytes> byKey) implements Storages {
        @Override
        public Bytes bytes(StorageReference reference) {
            return Optional.ofNullable(byKey.get(reference.key()))
                    .orElseThrow(() -> InputException.of("pytorch.no-storage", "key", reference.key()));
        }
    }
}
