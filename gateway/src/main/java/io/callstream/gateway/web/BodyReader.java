package io.callstream.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
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
  private static final int BELIEVED_BYTES = 64 * 1024;
  private static final byte[] NOTHING = {};

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
    private byte[] bytes = NOTHING;
    private int length;
    private int stepsTaken;

    Reading(int limitBytes, long startedAt) {
      this.limitBytes = limitBytes;
      this.startedAt = startedAt;
    }

    Body read(HttpServletRequest request) {
      long declared = request.getContentLengthLong();
      int first = first(declared);
      if (!makeRoomFor(first)) {
        return new Body.NoRoom();
      }
      bytes = new byte[first];
      try {
        var body = readWithinLimits(request.getInputStream(), declared);
        return body instanceof Body.Whole && request.getHeader(HttpHeaders.CONTENT_ENCODING) != null
            ? new Body.Encoded()
            : body;
      } catch (SocketTimeoutException e) {
        return new Body.TooSlow();
      } catch (IOException e) {
        return new Body.Broken();
      }
    }

    private int first(long declared) {
      int most = Math.min(STEP_BYTES, limitBytes);
      return declared > 0 ? (int) Math.min(declared, most) : most;
    }

    private Body readWithinLimits(InputStream in, long declared) throws IOException {
      while (true) {
        int read = in.read(bytes, length, bytes.length - length);
        length += Math.max(read, 0);
        int more = length == bytes.length ? in.read() : 0;
        if (read < 0 || more < 0) {
          return new Body.Whole(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        }
        if (isOverdue()) {
          return new Body.TooSlow();
        }
        if (length == bytes.length) {
          if (length == limitBytes) {
            drain(in);
            return new Body.TooLarge(limitBytes);
          }
          int size = grown(declared);
          if (!makeRoomFor(size)) {
            return new Body.NoRoom();
          }
          bytes = Arrays.copyOf(bytes, size);
          bytes[length++] = (byte) more;
        }
      }
    }

    /** What a body says of its length saves copies, once there is some of it. */
    private int grown(long declared) {
      boolean believed = declared > length && declared <= BELIEVED_BYTES;
      return (int) Math.min(believed ? declared : Math.max(2L * length, STEP_BYTES), limitBytes);
    }

    private boolean makeRoomFor(int size) {
      int wanted = Math.ceilDiv(size, STEP_BYTES) - stepsTaken;
      if (wanted > 0 && !steps.tryAcquire(wanted)) {
        return false;
      }
      stepsTaken += Math.max(wanted, 0);
      return true;
    }

    private void drain(InputStream in) throws IOException {
      bytes = NOTHING;
      var chunk = new byte[2 * STEP_BYTES];
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
