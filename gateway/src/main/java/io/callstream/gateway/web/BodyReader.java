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
      try {
        int room = firstRoom(request.getContentLengthLong());
        if (!makeRoomFor(room)) {
          return new Body.NoRoom();
        }
        bytes = new byte[room];
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

    /** What a small body says of its length saves copies; it is not believed. */
    private int firstRoom(long declared) {
      boolean small = declared > 0 && declared <= Math.min(BELIEVED_BYTES, limitBytes);
      return small ? (int) declared : Math.min(STEP_BYTES, limitBytes);
    }

    private Body readWithinLimits(InputStream in) throws IOException {
      while (true) {
        int read = length < bytes.length ? in.read(bytes, length, bytes.length - length) : one(in);
        if (read < 0) {
          return new Body.Whole(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        }
        if (isOverdue()) {
          return new Body.TooSlow();
        }
        if (length + read > limitBytes) {
          drain(in);
          return new Body.TooLarge(limitBytes);
        }
        if (!makeRoomFor(read)) {
          return new Body.NoRoom();
        }
        length += read;
      }
    }

    /** Where there is no room left, one more byte shows whether there is more to come. */
    private int one(InputStream in) throws IOException {
      int more = in.read();
      if (more < 0) {
        return -1;
      }
      if (length < limitBytes) {
        bytes = Arrays.copyOf(bytes, Math.min(Math.max(2 * length, STEP_BYTES), limitBytes));
        bytes[length] = (byte) more;
      }
      return 1;
    }

    private boolean makeRoomFor(int more) {
      int wanted = Math.ceilDiv(length + more, STEP_BYTES) - stepsTaken;
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
