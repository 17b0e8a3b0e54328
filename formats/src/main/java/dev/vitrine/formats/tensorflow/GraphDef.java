package dev.vitrine.formats.tensorflow;

import dev.vitrine.formats.tensorflow.NodeDef.Attr;
import dev.vitrine.model.Bytes;
import dev.vitrine.model.DataType;
import dev.vitrine.model.MappedFile;
import dev.vitrine.model.ProtoReader;
import dev.vitrine.model.Shape;
import dev.vitrine.model.Tensor;
import dev.vitrine.words.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TensorFlow graph: its nodes, in the order of the file, and the functions that they may call.
 *
 * @param nodes the main graph
 * @param functions by name
 */
record GraphDef(List<NodeDef> nodes, Map<String, Function> functions) {

    /**
     * A function.
     *
     * @param arguments names of what it takes
     * @param results names of what it gives
     * @param nodes its body
     * @param returned where each result comes from
     */
    record Function(
            String name,
            List<String> arguments,
            List<String> results,
            List<NodeDef> nodes,
            Map<String, String> returned) {}

    /** Parses graphs over a mapped file, in which constants stay. */
    static final class Reader {
        /** The largest constant that is written as fewer values than it has and so must be made. */
        private static final long MOST_REPEATED = 1 << 22;

        private final MappedFile file;

        Reader(MappedFile file) {
            this.file = file;
        }

        ProtoReader whole() {
            if (file.length() > Integer.MAX_VALUE) {
                throw InputException.of("tensorflow.over-2gb");
            }
            return ProtoReader.of(file.bytes().slice(0, (int) file.length()));
        }

        GraphDef graph(ProtoReader in) {
            var nodes = new ArrayList<NodeDef>();
            var functions = new LinkedHashMap<String, Function>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> nodes.add(node(in.message()));
                    case 2 -> {
                        var library = in.message();
                        while (library.next()) {
                            if (library.field() == 1) {
                                var function = function(library.message());
                                functions.put(function.name(), function);
                            } else {
                                library.skip();
                            }
                        }
                    }
                    default -> in.skip();
                }
            }
            return new GraphDef(nodes, functions);
        }

        private Function function(ProtoReader in) {
            var name = new StringBuilder();
            var arguments = new ArrayList<String>();
            var results = new ArrayList<String>();
            var nodes = new ArrayList<NodeDef>();
            var returned = new LinkedHashMap<String, String>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> {
                        var signature = in.message();
                        while (signature.next()) {
                            switch (signature.field()) {
                                case 1 -> name.append(signature.string());
                                case 2 -> arguments.add(argument(signature.message()));
                                case 3 -> results.add(argument(signature.message()));
                                default -> signature.skip();
                            }
                        }
                    }
                    case 3 -> nodes.add(node(in.message()));
                    case 4 -> {
                        var entry = in.message();
                        String key = "";
                        String value = "";
                        while (entry.next()) {
                            switch (entry.field()) {
                                case 1 -> key = entry.string();
                                case 2 -> value = entry.string();
                                default -> entry.skip();
                            }
                        }
                        returned.put(key, value);
                    }
                    default -> in.skip();
                }
            }
            return new Function(name.toString(), arguments, results, nodes, returned);
        }

        private static String argument(ProtoReader in) {
            String name = "";
            while (in.next()) {
                if (in.field() == 1) {
                    name = in.string();
                } else {
                    in.skip();
                }
            }
            return name;
        }

        private NodeDef node(ProtoReader in) {
            String name = "";
            String op = "";
            var inputs = new ArrayList<String>();
            var attributes = new LinkedHashMap<String, Attr>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> name = in.string();
                    case 2 -> op = in.string();
                    case 3 -> inputs.add(in.string());
                    case 5 -> {
                        var entry = in.message();
                        String key = "";
                        Optional<Attr> value = Optional.empty();
                        while (entry.next()) {
                            switch (entry.field()) {
                                case 1 -> key = entry.string();
                                case 2 -> value = Optional.of(attr(entry.message()));
                                default -> entry.skip();
                            }
                        }
                        var known = key;
                        value.ifPresent(v -> attributes.put(known, v));
                    }
                    default -> in.skip();
                }
            }
            return new NodeDef(name, op, List.copyOf(inputs), attributes);
        }

        private Attr attr(ProtoReader in) {
            String text = "";
            long integer = 0;
            float number = 0;
            Optional<DataType> type = Optional.empty();
            Optional<Shape> shape = Optional.empty();
            Optional<Tensor> tensor = Optional.empty();
            String function = "";
            var integers = new ArrayList<Long>();
            var shapes = new ArrayList<Optional<Shape>>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> {
                        var list = in.message();
                        while (list.next()) {
                            switch (list.field()) {
                                case 3 -> list.varints(integers::add);
                                case 7 -> shapes.add(shape(list.message()));
                                default -> list.skip();
                            }
                        }
                    }
                    case 2 -> text = in.string();
                    case 3, 5 -> integer = in.varint();
                    case 4 -> number = in.fixed32();
                    case 6 -> type = type(in.varint());
                    case 7 -> shape = shape(in.message());
                    case 8 -> tensor = tensor(in.message());
                    case 10 -> function = argument(in.message());
                    default -> in.skip();
                }
            }
            return new Attr(text, integer, number, type, shape, tensor, function, integers, shapes);
        }

        /** A shape; empty where even the rank is unknown. */
        static Optional<Shape> shape(ProtoReader in) {
            var sizes = new ArrayList<Long>();
            boolean unknown = false;
            while (in.next()) {
                switch (in.field()) {
                    case 2 -> {
                        var dim = in.message();
                        long size = 0;
                        while (dim.next()) {
                            if (dim.field() == 1) {
                                size = dim.varint();
                            } else {
                                dim.skip();
                            }
                        }
                        sizes.add(size);
                    }
                    case 3 -> unknown = in.varint() != 0;
                    default -> in.skip();
                }
            }
            return unknown
                    ? Optional.empty()
                    : Optional.of(Shape.of(sizes.stream().mapToLong(n -> n).toArray()));
        }

        /** A constant; empty for kinds that are no numbers and no texts. */
        private Optional<Tensor> tensor(ProtoReader in) {
            long start = in.offset();
            Optional<DataType> type = Optional.empty();
            var shape = Shape.of();
            Optional<Bytes> content = Optional.empty();
            var floats = new ArrayList<Float>();
            var integers = new ArrayList<Long>();
            var texts = new ArrayList<String>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> type = type(in.varint());
                    case 2 -> shape = shape(in.message()).orElse(shape);
                    case 4 -> {
                        int length = in.bytes().remaining();
                        content = Optional.of(new Bytes.InFile(file, in.offset() - length, length));
                    }
                    case 5 -> in.floats(floats::add);
                    case 6 -> {
                        var packed = in.bytes();
                        while (packed.remaining() >= 8) {
                            floats.add((float) packed.getDouble());
                        }
                    }
                    case 7, 10, 11, 13, 16, 17 -> in.varints(integers::add);
                    case 8 ->
                        texts.add(StandardCharsets.UTF_8.decode(in.bytes()).toString());
                    default -> in.skip();
                }
            }
            if (type.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(tensor(type.get(), shape, content, floats, integers, texts, start));
        }

        private static Tensor tensor(
                DataType type,
                Shape shape,
                Optional<Bytes> content,
                List<Float> floats,
                List<Long> integers,
                List<String> texts,
                long start) {
            var sizes = shape.sizes();
            var count = shape.elements().filter(n -> sizes.isPresent());
            if (count.isEmpty()) {
                throw InputException.of("tensorflow.constant", "offset", start);
            }
            long n = count.get();
            if (content.isPresent() && type != DataType.STRING) {
                boolean fits = n <= Long.MAX_VALUE / 128
                        && type.bytes(n) == content.get().length();
                if (!fits) {
                    throw InputException.of("tensorflow.constant", "offset", start);
                }
                return Tensor.over(type, content.get(), sizes.get());
            }
            if (n > MOST_REPEATED) {
                throw InputException.of("tensorflow.constant", "offset", start);
            }
            if (type == DataType.STRING) {
                var all = new ArrayList<String>();
                for (int i = 0; i < n; i++) {
                    all.add(texts.isEmpty() ? "" : texts.get(Math.min(i, texts.size() - 1)));
                }
                return Tensor.ofStrings(all, sizes.get());
            }
            // Values that repeat to the end are written once.
            var buffer =
                    ByteBuffer.allocateDirect(Math.toIntExact(type.bytes(n))).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < n; i++) {
                double value = !floats.isEmpty() ? floats.get(Math.min(i, floats.size() - 1)) : 0;
                long whole = !integers.isEmpty() ? integers.get(Math.min(i, integers.size() - 1)) : 0;
                switch (type) {
                    case FLOAT -> buffer.putFloat((float) value);
                    case DOUBLE -> buffer.putDouble(value);
                    default -> {
                        switch (type.bits()) {
                            case 8 -> buffer.put((byte) whole);
                            case 16 -> buffer.putShort((short) whole);
                            case 32 -> buffer.putInt((int) whole);
                            case 64 -> buffer.putLong(whole);
                            default -> throw InputException.of("tensorflow.constant", "offset", start);
                        }
                    }
                }
            }
            return Tensor.over(type, Bytes.of(buffer.flip()), sizes.get());
        }

        /** The number in types.proto; a reference to a variable has it plus 100. */
        static Optional<DataType> type(long code) {
            return switch ((int) (code > 100 ? code - 100 : code)) {
                case 1 -> Optional.of(DataType.FLOAT);
                case 2 -> Optional.of(DataType.DOUBLE);
                case 3 -> Optional.of(DataType.INT32);
                case 4 -> Optional.of(DataType.UINT8);
                case 5 -> Optional.of(DataType.INT16);
                case 6 -> Optional.of(DataType.INT8);
                case 7 -> Optional.of(DataType.STRING);
                case 9 -> Optional.of(DataType.INT64);
                case 10 -> Optional.of(DataType.BOOL);
                case 14 -> Optional.of(DataType.BFLOAT16);
                case 17 -> Optional.of(DataType.UINT16);
                case 19 -> Optional.of(DataType.FLOAT16);
                case 22 -> Optional.of(DataType.UINT32);
                case 23 -> Optional.of(DataType.UINT64);
                default -> Optional.empty();
            };
        }
    }
}
