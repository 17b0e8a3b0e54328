package dev.vitrine.model;

import java.util.List;

/** The value of a node's attribute: one case per kind of {@code AttributeProto}. */
public sealed interface Attribute {
    record OfInt(long value) implements Attribute {}

    record OfFloat(float value) implements Attribute {}

    record OfString(String value) implements Attribute {}

    record OfTensor(Tensor value) implements Attribute {}

    record OfGraph(Graph value) implements Attribute {}

    record OfInts(List<Long> values) implements Attribute {}

    record OfFloats(List<Float> values) implements Attribute {}

    record OfStrings(List<String> values) implements Attribute {}

    record OfTensors(List<Tensor> values) implements Attribute {}

    record OfGraphs(List<Graph> values) implements Attribute {}

    /** Inside a function: the value of the calling node's attribute of that name. */
    record Reference(String name, int kind) implements Attribute {}

    /** A type, as the message that was read, so that it can be written again. */
    record OfType(Bytes message) implements Attribute {}

    record OfTypes(List<Bytes> messages) implements Attribute {}
}
