package dev.vitrine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.words.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class WavTest {
    /** A WAV file as the JDK writes it. */
    static byte[] file(AudioFormat.Encoding encoding, int bits, int channels, byte[] samples) {
        var format = new AudioFormat(encoding, 16000, bits, channels, channels * bits / 8, 16000, false);
        var out = new ByteArrayOutputStream();
        try (var in = new AudioInputStream(
                new ByteArrayInputStream(samples), format, samples.length / format.getFrameSize())) {
            AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Test
    void readsPcmOfEveryWidth() {
        var pcm = AudioFormat.Encoding.PCM_SIGNED;
        assertThat(Wav.read(file(AudioFormat.Encoding.PCM_UNSIGNED, 8, 1, new byte[] {0, (byte) 128, (byte) 192}), "")
                        .samples())
                .containsExactly(-1, 0, 0.5f);
        assertThat(Wav.read(file(pcm, 16, 1, new byte[] {0, 0, 0, 64, 0, (byte) 128}), "")
                        .samples())
                .containsExactly(0, 0.5f, -1);
        assertThat(Wav.read(file(pcm, 24, 1, new byte[] {0, 0, 64, 0, 0, (byte) 192}), "")
                        .samples())
                .containsExactly(0.5f, -0.5f);
        assertThat(Wav.read(file(pcm, 32, 1, new byte[] {0, 0, 0, 64}), "").samples())
                .containsExactly(0.5f);
    }

    @Test
    void averagesChannelsAndReadsFloats() {
        var stereo = Wav.read(file(AudioFormat.Encoding.PCM_SIGNED, 16, 2, new byte[] {0, 64, 0, 0}), "");
        assertThat(stereo.samples()).containsExactly(0.25f);
        assertThat(stereo.rate()).isEqualTo(16000);
        var floats = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.125f)
                .putFloat(-1)
                .array();
        assertThat(Wav.read(file(AudioFormat.Encoding.PCM_FLOAT, 32, 1, floats), "")
                        .samples())
                .containsExactly(new float[] {0.125f, -1}, within(0f));
    }

    @Test
    void refusesOtherCodings() {
        var alaw = file(AudioFormat.Encoding.ALAW, 8, 1, new byte[] {1, 2});
        assertThatThrownBy(() -> Wav.read(alaw, "a.wav")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Wav.read("words".getBytes(java.nio.charset.StandardCharsets.UTF_8), "a.wav"))
                .isInstanceOf(InputException.class);
    }
}
