package dev.vitrine.formats.hdf5;

import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attributes that are text (specification, section IV.A.2.m, and III.E for texts of variable length). */
final class Attributes {
    private static final int MOST_TEXTS = 1_000_000;

    private Attributes() {}

    static Optional<List<String>> texts(ObjectHeader header, Cursor file, String name) {
        header.all(ObjectHeader.ATTRIBUTE_INFO).forEach(m -> {
            var at = m.data();
            at.skip(1);
            at.skip((at.u8() & 1) != 0 ? 2 : 0);
            if (at.address() != -1) {
                throw InputException.of("formats.hdf5-unsupported", "what", "dense attributes", "path", name);
            }
        });
        var whole = find(header, file, name);
        if (whole.isPresent()) {
            return whole;
        }
        var parts = new ArrayList<String>();
        for (int i = 0; ; i++) {
            var part = find(header, file, name + i);
            if (part.isEmpty()) {
                return i == 0 ? Optional.empty() : Optional.of(parts);
            }
            parts.addAll(part.get());
        }
    }

    private static Optional<List<String>> find(ObjectHeader header, Cursor file, String name) {
        for (var message : header.all(ObjectHeader.ATTRIBUTE).toList()) {
            var found = read(message.data(), file, name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The texts of the attribute here, if it has that name; none where it holds no texts. */
    private static Optional<List<String>> read(Cursor at, Cursor file, String wanted) {
        int version = at.u8();
        int flags = at.u8();
        int nameBytes = at.u16();
        int typeBytes = at.u16();
        int spaceBytes = at.u16();
        at.skip(version == 3 ? 1 : 0);
        long name = at.position();
        if (!at.text(nameBytes).equals(wanted)) {
            return Optional.empty();
        }
        if (version > 1 && flags != 0) {
            throw InputException.of("formats.hdf5-unsupported", "what", "shared types", "path", wanted);
        }
        long type = name + padded(version, nameBytes);
        long space = type + padded(version, typeBytes);
        var datatype = Datatype.read(at.to(type));
        var sizes = Dataspace.read(at.to(space));
        at.to(space + padded(version, spaceBytes));
        long count = Tensor.count(sizes);
        if (count > MOST_TEXTS) {
            throw at.broken();
        }
        var texts = new ArrayList<String>();
        for (long i = 0; i < count; i++) {
            switch (datatype.kind()) {
                case TEXT -> texts.add(at.text(datatype.size()));
                case VARIABLE_TEXT -> texts.add(variable(at, file));
                default -> {
                    return Optional.of(List.of());
                }
            }
        }
        return Optional.of(texts);
    }

    private static int padded(int version, int bytes) {
        return version == 1 ? (bytes + 7) / 8 * 8 : bytes;
    }

    /** A text in the global heap. */
    private static String variable(Cursor at, Cursor file) {
        long length = at.u32();
        long collection = at.address();
        long wanted = at.u32();
        if (length == 0) {
            return "";
        }
        var heap = file.atAddress(collection);
        long start = heap.position();
        heap.require("GCOL");
        heap.skip(4);
        long end = start + heap.length();
        while (heap.position() + 16 <= end) {
            int index = heap.u16();
            heap.skip(6);
            long size = heap.length();
            if (index == wanted && index != 0) {
                if (length > size) {
                    throw heap.broken();
                }
                return heap.text((int) Math.min(length, Integer.MAX_VALUE));
            }
            if (index == 0 || size < 0 || size > 1L << 31) {
                break;
            }
            heap.skip((size + 7) / 8 * 8);
        }
        throw heap.broken();
    }
}
