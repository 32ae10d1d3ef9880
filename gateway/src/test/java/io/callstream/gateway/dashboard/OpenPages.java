package io.callstream.gateway.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Browsers with one page open each, in a process of their own: they ask for it again whenever they
 * are told to or its time has come, as htmx does. Says {@code open} when all are, and for each line
 * it reads how often they have asked; ends with its input.
 */
final class OpenPages {

  private static final Pattern LIVE = Pattern.compile("data-live=\"([^\"]+)\"");
  private static final Pattern EVERY = Pattern.compile("hx-trigger=\"every ([0-9]+)s\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI page;
  private final String cookie;
  private final AtomicLong asked = new AtomicLong();

  private OpenPages(URI page, String cookie) {
    this.page = page;
    this.cookie = cookie;
  }

  /**
   * Opens pages until there is no more input.
   *
   * @param args the page's address, the session's cookie, and how many
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int many = Integer.parseInt(args[2]);
    var pages = new OpenPages(URI.create(args[0]), args[1]);
    var open = new CountDownLatch(many);
    try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (int i = 0; i < many; i++) {
        Thread.ofVirtual().start(() -> pages.open(open));
        open.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      open.await();
      System.out.println("open");
      while (input.readLine() != null) {
        System.out.println(pages.asked);
      }
    }
    // Streams that never end would keep it.
    Runtime.getRuntime().halt(0);
  }

  private void open(CountDownLatch open) {
    try {
      var shown = get(page, false);
      var live = LIVE.matcher(shown);
      var every = EVERY.matcher(shown);
      if (live.find()) {
        listen(page.resolve(live.group(1).replace("&amp;", "&")), open);
      } else if (every.find()) {
        open.countDown();
        poll(Duration.ofSeconds(Long.parseLong(every.group(1))));
      }
    } catch (IOException | InterruptedException e) {
      System.err.println(e);
      Runtime.getRuntime().halt(1);
    }
  }

  private void listen(URI events, CountDownLatch open) throws IOException, InterruptedException {
    var stream = http.send(request(events).build(), BodyHandlers.ofInputStream()).body();
    open.countDown();
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          get(page, true);
        }
      }
    }
  }

  private void poll(Duration every) throws IOException, InterruptedException {
    while (true) {
      LockSupport.parkNanos(every.toNanos());
      get(page, true);
    }
  }

  private String get(URI address, boolean again) throws IOException, InterruptedException {
    var request = request(address);
    if (again) {
      request.header("HX-Request", "true");
      asked.incrementAndGet();
    }
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(address + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address).header("Cookie", cookie);
  }
}
