package dev.vitrine.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server is started.
 *
 * @param host the name or address to listen on; a loopback name keeps everything on this machine
 * @param port 0 for any free one
 * @param version of Vitrine
 * @param samples the folder of the samples, where there is one
 * @param recent the file that remembers what was opened, where it is to be remembered
 * @param uploadBytes the most bytes of one upload, and of all that are kept
 */
public record Settings(
        String host, int port, String version, Optional<Path> samples, Optional<Path> recent, long uploadBytes) {
    /** More than any model that can be mapped comfortably, less than what fills a disk by accident. */
    public static final long UPLOAD_BYTES = 4L << 30;

    /** On the loopback address, without samples and memory. */
    public static Settings local(int port, String version) {
        return new Settings("127.0.0.1", port, version, Optional.empty(), Optional.empty(), UPLOAD_BYTES);
    }

    public Settings port(int other) {
        return new Settings(host, other, version, samples, recent, uploadBytes);
    }

    public Settings host(String other) {
        return new Settings(other, port, version, samples, recent, uploadBytes);
    }

    public Settings samples(Path folder) {
        return new Settings(host, port, version, Optional.of(folder), recent, uploadBytes);
    }

    public Settings recent(Path file) {
        return new Settings(host, port, version, samples, Optional.of(file), uploadBytes);
    }

    public Settings uploadBytes(long most) {
        return new Settings(host, port, version, samples, recent, most);
    }
}
