package dev.vitrine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file mapped for reading, of any length. Pages enter memory only when they are read, once for all who read them.
 *
 * <p>Windows start every GiB and are up to 2 GiB long, so that any slice of up to 1 GiB lies in one of them.
 */
public final class MappedFile {
    private static final long STEP = 1L << 30;

    private final Path path;
    private final long length;
    private final List<MappedByteBuffer> windows;

    private MappedFile(Path path, long length, List<MappedByteBuffer> windows) {
        this.path = path;
        this.length = length;
        this.windows = windows;
    }

    public static MappedFile open(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long length = channel.size();
            var windows = new ArrayList<MappedByteBuffer>();
            for (long start = 0; start == 0 || start < length; start += STEP) {
                long size = Math.min(length - start, Integer.MAX_VALUE);
                windows.add(channel.map(FileChannel.MapMode.READ_ONLY, start, size));
            }
            return new MappedFile(path, length, windows);
        }
    }

    public Path path() {
        return path;
    }

    public long length() {
        return length;
    }

    /** The whole file as bytes. */
    public Bytes bytes() {
        return new Bytes.InFile(this, 0, length);
    }

    ByteBuffer slice(long offset, int count) {
        int window = (int) (offset / STEP);
        return windows.get(window).slice((int) (offset - window * STEP), count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
