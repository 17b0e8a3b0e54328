package dev.vitrine.formats.hdf5;

import dev.vitrine.words.InputException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A group: named groups and datasets, and attributes of its own. Read when it is asked for. */
public final class Group {
    private static final int MOST_CHILDREN = 1_000_000;
    private static final int MAX_DEPTH = 32;

    private final String path;
    private final ObjectHeader header;
    private final Cursor file;
    private final Map<String, Long> children;

    private Group(String path, ObjectHeader header, Cursor file, Map<String, Long> children) {
        this.path = path;
        this.header = header;
        this.file = file;
        this.children = children;
    }

    static Group at(String path, Cursor at) {
        var header = ObjectHeader.read(at);
        return new Group(path, header, at, links(path, header, at));
    }

    /** Names separated by {@code /}; empty for the root. */
    public String path() {
        return path;
    }

    public Set<String> names() {
        return children.keySet();
    }

    /** The group of that name, or of that path. */
    public Optional<Group> group(String name) {
        return header(name).filter(n -> !n.isDataset()).map(n -> at(n.path, file.atAddress(n.address)));
    }

    /** The dataset of that name, or of that path. */
    public Optional<Dataset> dataset(String name) {
        return header(name).filter(Named::isDataset).map(n -> new Dataset(n.path, n.header, file));
    }

    /** An attribute that is text or a list of texts; those that were split over {@code NAME0, NAME1, ...} are put together. */
    public Optional<List<String>> texts(String attribute) {
        return Attributes.texts(header, file, attribute);
    }

    /** An attribute that is one text. */
    public Optional<String> text(String attribute) {
        return texts(attribute).filter(t -> t.size() == 1).map(t -> t.get(0));
    }

    private record Named(String path, long address, ObjectHeader header) {
        boolean isDataset() {
            return header.all(ObjectHeader.LAYOUT).findAny().isPresent();
        }
    }

    private Optional<Named> header(String name) {
        var address = children.get(name);
        if (address != null) {
            return Optional.of(new Named(
                    path.isEmpty() ? name : path + "/" + name, address, ObjectHeader.read(file.atAddress(address))));
        }
        int slash = name.indexOf('/');
        return slash <= 0
                ? Optional.empty()
                : group(name.substring(0, slash)).flatMap(g -> g.header(name.substring(slash + 1)));
    }

    private static Map<String, Long> links(String path, ObjectHeader header, Cursor file) {
        var links = new LinkedHashMap<String, Long>();
        header.all(ObjectHeader.SYMBOL_TABLE).forEach(m -> {
            var at = m.data();
            long tree = at.address();
            long heap = at.address();
            new SymbolTable(file, heap, links).node(tree, new HashSet<>(), 0);
        });
        header.all(ObjectHeader.LINK).forEach(m -> link(m.data(), path, links));
        header.all(ObjectHeader.LINK_INFO).forEach(m -> {
            var at = m.data();
            at.skip(1);
            at.skip((at.u8() & 1) != 0 ? 8 : 0);
            if (at.address() != -1) {
                throw InputException.of("formats.hdf5-unsupported", "what", "dense links", "path", "/" + path);
            }
        });
        return links;
    }

    private static void link(Cursor at, String path, Map<String, Long> into) {
        at.u8();
        int flags = at.u8();
        int type = (flags & 8) != 0 ? at.u8() : 0;
        at.skip((flags & 4) != 0 ? 8 : 0);
        at.skip((flags & 0x10) != 0 ? 1 : 0);
        long length = at.sized(1 << (flags & 3));
        if (length < 0 || length > 1 << 16) {
            throw at.broken();
        }
        var name = at.text((int) length);
        if (type != 0) {
            throw InputException.of("formats.hdf5-link", "name", path + "/" + name);
        }
        into.put(name, at.address());
    }

    /** The older way of naming children: a B-tree of blocks of entries, names in a heap (section III.A.1 and III.B to D). */
    private record SymbolTable(Cursor file, long heap, Map<String, Long> into) {

        void node(long address, Set<Long> seen, int depth) {
            var at = file.atAddress(address);
            if (!seen.add(address) || depth > MAX_DEPTH || into.size() > MOST_CHILDREN) {
                throw at.broken();
            }
            if (at.signature("SNOD")) {
                at.skip(2);
                int count = at.u16();
                long names = names();
                for (int i = 0; i < count; i++) {
                    long name = at.address();
                    long object = at.address();
                    long cached = at.u32();
                    at.skip(20);
                    var word = file.atAddress(names + name).string();
                    if (cached == 2) {
                        throw InputException.of("formats.hdf5-link", "name", word);
                    }
                    into.put(word, object);
                }
                return;
            }
            at.require("TREE");
            at.skip(2);
            int count = at.u16();
            at.address();
            at.address();
            for (int i = 0; i < count; i++) {
                at.length();
                node(at.address(), seen, depth + 1);
            }
        }

        private long names() {
            var at = file.atAddress(heap);
            at.require("HEAP");
            at.skip(4);
            at.length();
            at.length();
            return at.address();
        }
    }
}
