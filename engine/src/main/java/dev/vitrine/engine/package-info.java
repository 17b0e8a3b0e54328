/** Runs networks: sessions, traces, batches. The only room that knows ONNX Runtime. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.engine;
