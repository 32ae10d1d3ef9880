package io.callstream.gateway.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Fetches recordings for those who listen, so that their browsers ask nobody but us. Only over TLS
 * and only from outside: an address that a webhook brought opens nothing within.
 */
@Component
class Recordings implements AutoCloseable {

  /** Listened to at a time. */
  static final int MAX = 16;

  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Predicate<URI> allowed;
  private final Semaphore places = new Semaphore(MAX);
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Autowired
  Recordings() {
    this(Recordings::isOutside);
  }

  Recordings(Predicate<URI> allowed) {
    this.allowed = allowed;
  }

  /** What is done with a recording while it is open. */
  interface Use {
    void of(HttpResponse<InputStream> head, InputStream sound) throws IOException;
  }

  /**
   * Opens a recording and lets it be used; false when it cannot be had.
   *
   * @param range the header {@code Range} of who listens
   */
  boolean with(URI address, @Nullable String range, Use use) throws IOException {
    if (!allowed.test(address) || !places.tryAcquire()) {
      return false;
    }
    try {
      var opened = open(address, range);
      if (opened.isEmpty()) {
        return false;
      }
      try (var body = opened.get().body()) {
        use.of(opened.get(), body);
      }
      return true;
    } finally {
      places.release();
    }
  }

  private Optional<HttpResponse<InputStream>> open(URI address, @Nullable String range) {
    var request = HttpRequest.newBuilder(address).timeout(LIMIT).GET();
    if (range != null) {
      request.header("Range", range);
    }
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static boolean isOutside(URI address) {
    if (!"https".equals(address.getScheme()) || address.getHost() == null) {
      return false;
    }
    try {
      return Arrays.stream(InetAddress.getAllByName(address.getHost()))
          .noneMatch(Recordings::isWithin);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isWithin(InetAddress address) {
    // fc00::/7, which Java does not call site-local.
    boolean unique = address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC;
    return unique
        || address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }

  @Override
  public void close() {
    http.close();
  }
}
