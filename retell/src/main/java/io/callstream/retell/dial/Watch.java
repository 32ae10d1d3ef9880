package io.callstream.retell.dial;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket when its time has passed, whatever it is doing then: one limit for all reads and
 * writes together, where a socket's own timeout begins anew with each byte.
 */
final class Watch implements AutoCloseable {

  private final Future<?> alarm;
  private volatile boolean fired;

  private Watch(Socket socket, Duration limit, ScheduledExecutorService alarms) {
    this.alarm = alarms.schedule(() -> fire(socket), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  static Watch over(Socket socket, Duration limit, ScheduledExecutorService alarms) {
    return new Watch(socket, limit, alarms);
  }

  /** Whether the time had passed. */
  boolean fired() {
    return fired;
  }

  /** Ends the watch; the socket stays as it is. */
  @Override
  public void close() {
    alarm.cancel(false);
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing was all that was left to do with it.
    }
  }

  private void fire(Socket socket) {
    fired = true;
    closeQuietly(socket);
  }
}
