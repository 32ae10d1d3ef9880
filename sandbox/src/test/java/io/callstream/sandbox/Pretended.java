package io.callstream.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import io.callstream.sandbox.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A sandbox with its receiver of webhooks, over real HTTP, in time that a test moves. */
public final class Pretended implements AutoCloseable {

  public static final String KEY = "sandbox-key";
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What differs from test to test. */
  public record Options(double speed, Duration webhookDeadline, @Nullable Ledger ledger) {

    static final Options USUAL = new Options(1, Duration.ofSeconds(60), null);
  }

  private final ManualTime time = new ManualTime();
  private final WebhookReceiver receiver = new WebhookReceiver(KEY, time);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Sandbox sandbox;

  private Pretended(Path ledgerFile, Options options) throws IOException {
    var settings =
        new SandboxSettings(
            0, KEY, Optional.of(receiver.address()), options.speed(), ledgerFile, 20_000);
    var ids = new AtomicInteger();
    // Always the middle: every ring and talk is exactly as long as its story says.
    RandomGenerator middle = () -> Long.MIN_VALUE;
    var world =
        new Sandbox.World(
            time, middle, () -> "call_" + ids.incrementAndGet(), time, options.webhookDeadline());
    sandbox =
        options.ledger() == null
            ? Sandbox.start(settings, world)
            : Sandbox.start(settings, world, options.ledger());
  }

  public static Pretended retell(Path folder) throws IOException {
    return retell(folder, Options.USUAL);
  }

  public static Pretended retell(Path folder, Options options) throws IOException {
    return new Pretended(folder.resolve("ledger.ndjson"), options);
  }

  public WebhookReceiver receiver() {
    return receiver;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + sandbox.port());
  }

  /** Goes on in time; webhooks that are sent on the way arrive before time goes further. */
  public void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      time.advance(Duration.ofSeconds(1));
      quiet();
    }
  }

  public void advance(Duration duration) {
    time.advance(duration);
  }

  /** Until no webhook is on its way. */
  public void quiet() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(LONG)
        .until(() -> health().get("webhooks_waiting").intValue() == 0);
  }

  public HttpResponse<String> create(String toNumber) throws IOException, InterruptedException {
    return create(toNumber, "{}");
  }

  public HttpResponse<String> create(String toNumber, String metadata)
      throws IOException, InterruptedException {
    return post(
        "/v2/create-phone-call",
        "{\"from_number\":\"+12125550100\",\"to_number\":\"%s\",\"metadata\":%s}"
            .formatted(toNumber, metadata));
  }

  public HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(authorized(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(authorized(path).build());
  }

  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  public JsonNode call(String id) throws IOException, InterruptedException {
    return json(get("/v2/get-call/" + id));
  }

  public JsonNode list(String query) throws IOException, InterruptedException {
    var answer = post("/v3/list-calls", query);
    assertThat(answer.statusCode()).isEqualTo(200);
    return json(answer);
  }

  public List<JsonNode> ledger() throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address().resolve("/sandbox/ledger")).build())
        .body()
        .lines()
        .map(line -> Json.tree(line.getBytes(UTF_8)))
        .toList();
  }

  public JsonNode health() throws IOException, InterruptedException {
    return json(send(HttpRequest.newBuilder(address().resolve("/sandbox/health")).build()));
  }

  public static JsonNode json(HttpResponse<String> answer) {
    return Json.tree(answer.body().getBytes(UTF_8));
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
    receiver.close();
    http.shutdownNow();
  }

  private HttpRequest.Builder authorized(String path) {
    return HttpRequest.newBuilder(address().resolve(path))
        .timeout(LONG)
        .header("Authorization", "Bearer " + KEY);
  }
}
