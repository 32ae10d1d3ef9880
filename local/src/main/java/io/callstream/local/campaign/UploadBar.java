package io.callstream.local.campaign;

import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** How much of a file has been taken by the gateway, as a line that is written over. */
final class UploadBar {

  private static final int WIDTH = 30;
  private static final int WHOLE = 100;

  private final long size;
  private final @Nullable PrintStream to;
  private long sent;
  private long shown = -1;

  /**
   * @param to a terminal; null to show nothing
   */
  UploadBar(long size, @Nullable PrintStream to) {
    this.size = size;
    this.to = to;
  }

  /** The same body; what the connection asks for is counted. */
  BodyPublisher watching(BodyPublisher body) {
    return size == 0
        ? body
        : BodyPublishers.fromPublisher(
            subscriber -> body.subscribe(new Counting(subscriber)), body.contentLength());
  }

  /** Leaves the line. */
  void end() {
    if (to != null) {
      to.println();
    }
  }

  private void add(int bytes) {
    sent += bytes;
    long percent = size == 0 ? WHOLE : WHOLE * sent / size;
    if (to != null && percent != shown) {
      shown = percent;
      int full = (int) (WIDTH * percent / WHOLE);
      to.printf("\r[%s%s] %d %%", "#".repeat(full), ".".repeat(WIDTH - full), percent);
      to.flush();
    }
  }

  private final class Counting implements Subscriber<ByteBuffer> {

    private final Subscriber<? super ByteBuffer> inner;

    private Counting(Subscriber<? super ByteBuffer> inner) {
      this.inner = inner;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      inner.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      add(bytes.remaining());
      inner.onNext(bytes);
    }

    @Override
    public void onError(Throwable failure) {
      inner.onError(failure);
    }

    @Override
    public void onComplete() {
      inner.onComplete();
    }
  }
}
