package dev.vitrine.formats.hdf5;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The messages of a group or dataset: what it is made of (specification, section IV.A). */
final class ObjectHeader {
    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int LINK = 0x06;
    static final int EXTERNAL_FILES = 0x07;
    static final int LAYOUT = 0x08;
    static final int FILTERS = 0x0B;
    static final int ATTRIBUTE = 0x0C;
    private static final int CONTINUATION = 0x10;
    static final int SYMBOL_TABLE = 0x11;
    static final int ATTRIBUTE_INFO = 0x15;
    private static final int MOST_MESSAGES = 100_000;

    /** One message. */
    record Message(int type, Cursor start) {
        /** A cursor at its first byte. */
        Cursor data() {
            return start.copy();
        }
    }

    private record Block(Cursor at, long size) {}

    private final List<Message> messages = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();
    private final Deque<Block> blocks = new ArrayDeque<>();

    private ObjectHeader() {}

    static ObjectHeader read(Cursor at) {
        var header = new ObjectHeader();
        if (at.signature("OHDR")) {
            header.second(at);
        } else {
            header.first(at);
        }
        return header;
    }

    Stream<Message> all(int type) {
        return messages.stream().filter(m -> m.type == type);
    }

    private void first(Cursor at) {
        if (at.u8() != 1) {
            throw at.broken();
        }
        at.skip(1);
        at.u16();
        at.u32();
        long size = at.u32();
        at.skip(4);
        blocks(new Block(at, size), false, false);
    }

    private void second(Cursor at) {
        at.u8();
        int flags = at.u8();
        at.skip((flags & 0x20) != 0 ? 16 : 0);
        at.skip((flags & 0x10) != 0 ? 4 : 0);
        long size = at.sized(1 << (flags & 3));
        blocks(new Block(at, size), true, (flags & 4) != 0);
    }

    private void blocks(Block first, boolean second, boolean ordered) {
        blocks.add(first);
        while (!blocks.isEmpty()) {
            block(blocks.remove(), second, ordered);
        }
    }

    private void block(Block block, boolean second, boolean ordered) {
        var at = block.at;
        long end = at.position() + block.size;
        at.require(at.position(), block.size);
        if (!seen.add(at.position())) {
            throw at.broken();
        }
        int head = second ? ordered ? 6 : 4 : 8;
        while (at.position() + head <= end) {
            int type = second ? at.u8() : at.u16();
            int length = at.u16();
            at.skip(head - (second ? 3 : 4));
            var data = at.copy();
            at.skip(length);
            if (at.position() > end || messages.size() > MOST_MESSAGES) {
                throw at.broken();
            }
            if (type == CONTINUATION) {
                blocks.add(continuation(data, second));
            } else if (type != 0) {
                messages.add(new Message(type, data));
            }
        }
    }

    private static Block continuation(Cursor at, boolean second) {
        var there = at.atAddress(at.address());
        long length = at.length();
        if (second) {
            there.require("OCHK");
            return new Block(there, length - 8);
        }
        return new Block(there, length);
    }
}
