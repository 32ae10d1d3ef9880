package io.callstream.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.springframework.http.HttpHeaders;

/**
 * Reads bodies within limits of size, time and memory, and undoes no encoding. The container's own
 * timeout is for each single read, so the whole of a body has its own here.
 */
public final class BodyReader {

  private static final int STEP_BYTES = 4 * 1024;

  private final BodyLimits limits;
  private final Semaphore steps;
  private final LongSupplier nanoTime;

  /**
   * Shared by all requests of a gateway.
   *
   * @param nanoTime a clock that never jumps, such as {@link System#nanoTime()}
   */
  public BodyReader(BodyLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.steps = new Semaphore(Math.toIntExact(limits.heldBytes() / STEP_BYTES));
    this.nanoTime = nanoTime;
  }

  /**
   * Reads the request's body and hands it on; its memory counts as taken until {@code use} returns.
   *
   * @param limitBytes counted while reading, whatever the headers claim
   */
  public <T> T read(HttpServletRequest request, int limitBytes, Function<Body, T> use) {
    var reading = new Reading(limitBytes, nanoTime.getAsLong());
    try {
      return use.apply(reading.read(request));
    } finally {
      steps.release(reading.stepsTaken);
    }
  }

  private final class Reading {

    private final int limitBytes;
    private final long startedAt;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(STEP_BYTES);
    private int stepsTaken;

    Reading(int limitBytes, long startedAt) {
      this.limitBytes = limitBytes;
      this.startedAt = startedAt;
    }

    Body read(HttpServletRequest request) {
      try {
        var body = readWithinLimits(request.getInputStream());
        return body instanceof Body.Whole && request.getHeader(HttpHeaders.CONTENT_ENCODING) != null
            ? new Body.Encoded()
            : body;
      } catch (SocketTimeoutException e) {
        return new Body.TooSlow();
      } catch (IOException e) {
        return new Body.Broken();
      }
    }

    private Body readWithinLimits(InputStream in) throws IOException {
      var chunk = new byte[2 * STEP_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (isOverdue()) {
          return new Body.TooSlow();
        }
        if (bytes.size() + read > limitBytes) {
          drain(in, chunk);
          return new Body.TooLarge(limitBytes);
        }
        if (!makeRoomFor(read)) {
          return new Body.NoRoom();
        }
        bytes.write(chunk, 0, read);
      }
      return new Body.Whole(bytes.toByteArray());
    }

    private boolean makeRoomFor(int more) {
      int wanted = Math.ceilDiv(bytes.size() + more, STEP_BYTES) - stepsTaken;
      if (wanted > 0 && !steps.tryAcquire(wanted)) {
        return false;
      }
      stepsTaken += Math.max(wanted, 0);
      return true;
    }

    private void drain(InputStream in, byte[] chunk) throws IOException {
      bytes.reset();
      int drained = 0;
      for (int read = in.read(chunk);
          read >= 0 && drained < BodyLimits.DRAINED_BYTES && !isOverdue();
          read = in.read(chunk)) {
        drained += read;
      }
    }

    private boolean isOverdue() {
      return nanoTime.getAsLong() - startedAt > limits.readWithin().toNanos();
    }
  }
}
