package io.callstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class BodyReaderTest {

  private static final BodyLimits LIMITS = new BodyLimits(Duration.ofSeconds(10), 64 * 1024);

  private final AtomicLong nanos = new AtomicLong();
  private final BodyReader reader = new BodyReader(LIMITS, nanos::get);

  @Test
  void readsTheWholeBody() {
    var body = "x".repeat(20_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    assertThat(read(new ByteArrayInputStream(body), 20_000))
        .isInstanceOfSatisfying(
            Body.Whole.class, whole -> assertThat(whole.bytes()).isEqualTo(body));
    assertThat(read(InputStream.nullInputStream(), 1)).isInstanceOf(Body.Whole.class);
  }

  @Test
  void countsWhatItReadsWhateverTheHeadersSay() {
    for (long declared : new long[] {-1, 0, 5, 99, 100, 101, 5_000, Long.MAX_VALUE}) {
      assertThat(declared(declared, new byte[101])).isEqualTo(new Body.TooLarge(100));
      for (int length : new int[] {0, 5, 99, 100}) {
        assertThat(declared(declared, new byte[length]))
            .isInstanceOfSatisfying(
                Body.Whole.class, whole -> assertThat(whole.bytes()).hasSize(length));
      }
    }
  }

  /** The room is for 16 bodies of what these declare; none of them sends a byte. */
  @Test
  void whatIsDeclaredTakesNoRoomBeforeItComes() {
    var small = new byte[2_000];
    Function<Body, Body> others = _ -> read(new ByteArrayInputStream(small), small.length);
    for (int n = 0; n < 14; n++) {
      var inside = others;
      others = _ -> reader.<Body>read(declaring(64 * 1024, new byte[0]), 64 * 1024, inside);
    }

    assertThat(others.apply(new Body.NoRoom())).isInstanceOf(Body.Whole.class);
  }

  @Test
  void whatIsDeclaredIsRoomTakenOnceThereIsSomeOfIt() {
    Function<Body, Body> beside = _ -> read(new ByteArrayInputStream(new byte[5_000]), 5_000);

    var some = declaring(60 * 1024, new byte[4 * 1024 + 1]);

    assertThat(reader.<Body>read(some, 64 * 1024, beside)).isInstanceOf(Body.NoRoom.class);
  }

  private Body declared(long declared, byte[] body) {
    return reader.<Body>read(declaring(declared, body), 100, read -> read);
  }

  private static MockHttpServletRequest declaring(long declared, byte[] body) {
    return new MockHttpServletRequest() {
      @Override
      public ServletInputStream getInputStream() {
        return new Adapter(new ByteArrayInputStream(body));
      }

      @Override
      public long getContentLengthLong() {
        return declared;
      }
    };
  }

  @Test
  void drainsWhatIsTooLargeButNotForEver() {
    var endless = new Endless(0);

    assertThat(read(endless, 100)).isInstanceOf(Body.TooLarge.class);
    assertThat(endless.read.get())
        .isBetween((long) BodyLimits.DRAINED_BYTES, BodyLimits.DRAINED_BYTES + 100_000L);
  }

  @Test
  void sizeComesBeforeEncoding() {
    var large = request(new ByteArrayInputStream(new byte[101]));
    large.addHeader("Content-Encoding", "gzip");
    var small = request(new ByteArrayInputStream(new byte[1]));
    small.addHeader("Content-Encoding", "identity");

    assertThat(reader.<Body>read(large, 100, body -> body)).isInstanceOf(Body.TooLarge.class);
    assertThat(reader.<Body>read(small, 100, body -> body)).isInstanceOf(Body.Encoded.class);
  }

  @Test
  void aDripGetsNoMoreTimeThanABody() {
    var drip = new Endless(Duration.ofSeconds(1).toNanos());

    assertThat(read(drip, 1_000_000)).isInstanceOf(Body.TooSlow.class);
    assertThat(nanos.get())
        .isBetween(Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(12).toNanos());
  }

  @Test
  void theDrainKeepsToTheSameTime() {
    var drip = new Endless(Duration.ofSeconds(1).toNanos());

    assertThat(read(drip, 5)).isInstanceOf(Body.TooLarge.class);
    assertThat(nanos.get()).isLessThan(Duration.ofSeconds(13).toNanos());
  }

  @Test
  void aLineThatBreaksOrFallsSilentIsToldApart() {
    assertThat(read(failing(new IOException("reset")), 10)).isInstanceOf(Body.Broken.class);
    assertThat(read(failing(new SocketTimeoutException()), 10)).isInstanceOf(Body.TooSlow.class);
  }

  @Test
  void bodiesAtWorkShareOneRoomAndGiveItBack() {
    var large = new byte[40 * 1024];

    Function<Body, Body> second = _ -> read(new ByteArrayInputStream(large), large.length);
    var beside = reader.<Body>read(request(new ByteArrayInputStream(large)), large.length, second);

    assertThat(beside).isInstanceOf(Body.NoRoom.class);
    assertThat(read(new ByteArrayInputStream(large), large.length)).isInstanceOf(Body.Whole.class);
  }

  @Test
  void roomIsGivenBackAlsoAfterAFailure() {
    var large = new byte[60 * 1024];
    for (int i = 0; i < 5; i++) {
      try {
        reader.<Body>read(
            request(new ByteArrayInputStream(large)),
            large.length,
            _ -> {
              throw new IllegalStateException("broken");
            });
      } catch (IllegalStateException _) {
        // Wanted.
      }
    }

    assertThat(read(new ByteArrayInputStream(large), large.length)).isInstanceOf(Body.Whole.class);
  }

  private Body read(InputStream in, int limit) {
    return reader.read(request(in), limit, body -> body);
  }

  private static MockHttpServletRequest request(InputStream in) {
    return new MockHttpServletRequest() {
      @Override
      public ServletInputStream getInputStream() {
        return new Adapter(in);
      }
    };
  }

  private static InputStream failing(IOException failure) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw failure;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        throw failure;
      }
    };
  }

  /** Gives a byte at a time, after so many nanoseconds, or as many as wanted when that is 0. */
  private final class Endless extends InputStream {

    private final long nanosPerByte;
    private final AtomicLong read = new AtomicLong();

    Endless(long nanosPerByte) {
      this.nanosPerByte = nanosPerByte;
    }

    @Override
    public int read() {
      nanos.addAndGet(nanosPerByte);
      read.incrementAndGet();
      return 'x';
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (nanosPerByte > 0) {
        into[offset] = (byte) read();
        return 1;
      }
      read.addAndGet(length);
      return length;
    }
  }

  private static final class Adapter extends ServletInputStream {

    private final InputStream in;

    Adapter(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return in.read(into, offset, length);
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
