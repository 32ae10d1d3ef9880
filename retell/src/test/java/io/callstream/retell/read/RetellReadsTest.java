package io.callstream.retell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.retell.RetellAccount;
import io.callstream.retell.RetellCall;
import io.callstream.retell.read.ReadAnswer.Found;
import io.callstream.retell.read.ReadAnswer.NotFound;
import io.callstream.retell.read.ReadAnswer.Refused;
import io.callstream.retell.read.ReadAnswer.Unavailable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RetellReadsTest {

  private static final String ERROR = "{\"status\":\"error\",\"message\":\"no\"}";

  @Test
  void aListIsAskedForByAllItsFilters() throws Exception {
    try (var retell = FakeRetell.answering(200, "{\"items\":[],\"has_more\":false}");
        var reads = retell.reads()) {
      var query =
          CallQuery.first(
                  1000,
                  new CallFilter.MetadataIs("callstream_dial_id", "d-1"),
                  new CallFilter.MetadataIs("callstream_installation", "here"),
                  new CallFilter.EndedSince(Instant.ofEpochMilli(5)))
              .after("k-1");

      assertThat(reads.listCalls(query)).isEqualTo(new Found<>(new CallPage(List.of(), null)));
      assertThat(retell.asked())
          .containsExactly(
              "POST /v3/list-calls Bearer key_secret {\"filter_criteria\":{\"metadata\":["
                  + "{\"type\":\"string\",\"op\":\"eq\",\"value\":\"d-1\",\"key\":\"callstream_dial_id\"},"
                  + "{\"type\":\"string\",\"op\":\"eq\",\"value\":\"here\",\"key\":\"callstream_installation\"}],"
                  + "\"end_timestamp\":{\"type\":\"number\",\"op\":\"ge\",\"value\":5}},"
                  + "\"sort_order\":\"descending\",\"limit\":1000,\"pagination_key\":\"k-1\"}");
    }
  }

  @Test
  void aPageBringsItsCallsAndTheKeyOfTheNext() throws Exception {
    var body =
        "{\"items\":[{\"call_id\":\"a\"},{\"call_id\":\"b\",\"new\":1}],\"has_more\":true,"
            + "\"pagination_key\":\"k-2\"}";
    try (var retell = FakeRetell.answering(200, body);
        var reads = retell.reads()) {
      var page = found(reads.listCalls(CallQuery.first(2)));

      assertThat(page.calls()).extracting(RetellCall::callId).containsExactly("a", "b");
      assertThat(page.nextKey()).isEqualTo("k-2");
    }
  }

  /** An item overlooked could be the call that was asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"items\":[]}",
        "{\"items\":{},\"has_more\":false}",
        "{\"items\":[{\"call_id\":\"a\"},{}],\"has_more\":false}",
        "{\"items\":[{\"call_id\":\"a\"},7],\"has_more\":false}",
        "{\"items\":[],\"has_more\":true}",
        "{\"items\":[],\"has_more\":false",
        "<html>",
        "",
      })
  void aListOfAnotherShapeIsNoAnswer(String body) throws Exception {
    try (var retell = FakeRetell.answering(200, body);
        var reads = retell.reads()) {
      assertThat(reads.listCalls(CallQuery.first(10))).isInstanceOf(Unavailable.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, Found, Found, Found",
    "400, Refused, Refused, Refused",
    "401, Refused, Refused, Refused",
    "402, Refused, Refused, Refused",
    "403, Refused, Refused, Refused",
    "404, NotFound, NotFound, Refused",
    "422, NotFound, NotFound, Refused",
    "409, Refused, Refused, Refused",
    "408, Unavailable, Unavailable, Unavailable",
    "429, Unavailable, Unavailable, Unavailable",
    "301, Unavailable, Unavailable, Unavailable",
    "500, Unavailable, Unavailable, Unavailable",
    "503, Unavailable, Unavailable, Unavailable",
  })
  void everyStatusMeansWhatRetellMeans(int status, String get, String stop, String list)
      throws Exception {
    var body = status == 200 ? "{\"call_id\":\"c\",\"items\":[],\"has_more\":false}" : ERROR;
    try (var retell = FakeRetell.answering(status, body);
        var reads = retell.reads()) {
      assertThat(reads.getCall("c").getClass().getSimpleName()).isEqualTo(get);
      assertThat(reads.stopCall("c").getClass().getSimpleName()).isEqualTo(stop);
      assertThat(reads.listCalls(CallQuery.first(1)).getClass().getSimpleName()).isEqualTo(list);
      assertThat(retell.asked()).hasSize(3);
    }
  }

  @Test
  void aRefusalBringsRetellsWords() throws Exception {
    try (var retell = FakeRetell.answering(401, ERROR);
        var reads = retell.reads()) {
      assertThat(reads.concurrency()).isEqualTo(new Refused<>(401, "HTTP 401: no"));
      assertThat(reads.getCall("c")).isEqualTo(new Refused<>(401, "HTTP 401: no"));
    }
    try (var retell = FakeRetell.answering(422, ERROR);
        var reads = retell.reads()) {
      assertThat(reads.stopCall("c")).isEqualTo(new NotFound<>("HTTP 422: no"));
    }
  }

  @Test
  void anIdIsOnePartOfThePath() throws Exception {
    try (var retell = FakeRetell.answering(204, "");
        var reads = retell.reads()) {
      assertThat(reads.stopCall("../a b?c")).isEqualTo(new Found<>("../a b?c"));
      assertThat(retell.asked())
          .containsExactly("POST /v2/stop-call/..%2Fa%20b%3Fc Bearer key_secret ");
    }
  }

  @Test
  void concurrencyLeavesTheInboundReserve() throws Exception {
    var body =
        "{\"current_concurrency\":3,\"concurrency_limit\":20,\"reserved_inbound_concurrency\":5}";
    try (var retell = FakeRetell.answering(200, body);
        var reads = retell.reads()) {
      var concurrency = found(reads.concurrency());

      assertThat(concurrency).isEqualTo(new Concurrency(3, 20, 5));
      assertThat(concurrency.outboundLimit()).isEqualTo(15);
      assertThat(retell.asked()).containsExactly("GET /get-concurrency Bearer key_secret ");
    }
    try (var retell = FakeRetell.answering(200, "{\"current_concurrency\":3}");
        var reads = retell.reads()) {
      assertThat(reads.concurrency()).isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void numbersAreListed() throws Exception {
    var body =
        "{\"items\":[{\"phone_number\":\"+12125550100\",\"phone_number_type\":\"retell-twilio\"},"
            + "{\"phone_number\":null}],\"has_more\":true,\"pagination_key\":\"n 1\"}";
    try (var retell = FakeRetell.answering(200, body);
        var reads = retell.reads()) {
      assertThat(reads.listPhoneNumbers("n 0"))
          .isEqualTo(
              new Found<>(
                  new NumberPage(
                      List.of(new PhoneNumber("+12125550100", "retell-twilio", null)), "n 1")));
      assertThat(retell.asked())
          .containsExactly("GET /v2/list-phone-numbers?pagination_key=n+0 Bearer key_secret ");
    }
  }

  @Test
  void anAnswerThatIsTooLargeIsNoAnswer() throws Exception {
    var body = "{\"call_id\":\"c\",\"a\":\"" + "x".repeat(11 * 1024 * 1024) + "\"}";
    try (var retell = FakeRetell.answering(200, body);
        var reads = retell.reads()) {
      // Stopped by the bound of the read itself, not by the parser after it.
      assertThat(reads.getCall("c"))
          .isInstanceOfSatisfying(
              Unavailable.class, answer -> assertThat(answer.cause()).contains("capacity"));
    }
  }

  /** The whole answer comes in the end; a limit that ends with the headers would wait for it. */
  @Test
  void anAnswerThatDripsIsNoAnswer() throws Exception {
    try (var retell =
            new FakeRetell(exchange -> {
              exchange.sendResponseHeaders(200, 120);
              for (int i = 0; i < 103; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                pause();
              }
              exchange
                  .getResponseBody()
                  .write("{\"call_id\": \"c\" }".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            });
        var reads = retell.reads(Duration.ofSeconds(3))) {
      assertThat(reads.getCall("c"))
          .isEqualTo(new Unavailable<RetellCall>("no whole answer within PT3S"));
    }
  }

  @Test
  void aServerThatIsAwayIsNoAnswer() throws Exception {
    RetellReads reads;
    try (var retell = FakeRetell.answering(200, "{}")) {
      reads = retell.reads();
    }
    try (reads) {
      assertThat(reads.getCall("c")).isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aPageHasBounds() {
    assertThatThrownBy(() -> CallQuery.first(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CallQuery.first(1001)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAccountIsCheckedAndKeepsItsPath() {
    var account = new RetellAccount(URI.create("https://api.example.test/base/"), "k");

    assertThat(account.at("/v2/x")).isEqualTo(URI.create("https://api.example.test/base/v2/x"));
    assertThat(account.port()).isEqualTo(443);
    assertThatThrownBy(() -> new RetellAccount(URI.create("ftp://x"), "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetellAccount(URI.create("https://x"), "k\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("X: y");
  }

  private static void pause() {
    try {
      new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T found(ReadAnswer<T> answer) {
    return switch (answer) {
      case Found<T> found -> found.value();
      default -> throw new AssertionError(answer);
    };
  }
}
