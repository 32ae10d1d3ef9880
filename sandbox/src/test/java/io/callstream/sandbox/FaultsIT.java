package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Faults that are set while it runs. */
class FaultsIT {

  private static final String NUMBER = "+12125550101";
  private static final String CREATE = "/v2/create-phone-call";

  @TempDir private Path folder;
  private Pretended retell;

  @BeforeEach
  void start() throws IOException {
    retell = Pretended.retell(folder);
  }

  @AfterEach
  void stop() throws IOException {
    retell.close();
  }

  @Test
  void aLostAnswerRingsAndTheLedgerSaysSo() throws Exception {
    set("{\"kind\":\"answer_lost\",\"path\":\"" + CREATE + "\",\"times\":1}");

    assertThatThrownBy(() -> retell.create(NUMBER)).isInstanceOf(IOException.class);
    var line = retell.ledger().getLast();
    assertThat(line.get("rang").booleanValue()).isTrue();
    assertThat(line.get("answer").isNull()).isTrue();
    assertThat(retell.create(NUMBER).statusCode()).as("once").isEqualTo(201);
  }

  @Test
  void aRefusalRingsNobody() throws Exception {
    set("{\"kind\":\"refused\",\"status\":429,\"number\":\"0101\",\"times\":2}");

    assertThat(retell.create("+12125550102").statusCode()).as("another number").isEqualTo(201);
    for (int i = 0; i < 2; i++) {
      assertThat(retell.create(NUMBER).statusCode()).isEqualTo(429);
      assertThat(retell.ledger().getLast().get("rang").booleanValue()).isFalse();
      assertThat(retell.ledger().getLast().get("to_number").stringValue()).isEqualTo(NUMBER);
    }
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
  }

  @Test
  void anOutageLastsAsLongAsItWasSet() throws Exception {
    set("{\"kind\":\"outage\",\"after_s\":5,\"for_s\":10}");

    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
    retell.advance(Duration.ofSeconds(5));
    assertThatThrownBy(() -> retell.get("/get-concurrency")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> retell.create(NUMBER)).isInstanceOf(IOException.class);
    assertThat(retell.ledger().getLast().get("rang").booleanValue()).isFalse();
    retell.advance(Duration.ofSeconds(10));
    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
    assertThat(shown().size()).as("it is over").isZero();
  }

  @Test
  void aSlowAnswerIsTheUsualOneLater() throws Exception {
    set("{\"kind\":\"answer_slow\",\"delay_ms\":300}");
    var before = System.nanoTime();

    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(299));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhook_dropped | call_started | call_ended,call_analyzed",
        "webhook_repeated | call_ended | call_started,call_ended,call_ended,call_analyzed",
        "webhook_reordered | call_started | call_ended,call_started,call_analyzed",
        "webhook_reordered | call_analyzed | call_started,call_ended,call_analyzed",
        "webhook_late | call_started | call_ended,call_analyzed,call_started",
      })
  void aWebhookMeetsItsFault(String kind, String event, String delivered) throws Exception {
    set(
        "{\"kind\":\"%s\",\"event\":\"%s\",\"number\":\"%s\",\"delay_ms\":300000}"
            .formatted(kind, event, NUMBER));

    retell.create(NUMBER);
    retell.pass(400);
    assertThat(String.join(",", retell.receiver().events())).isEqualTo(delivered);
  }

  @Test
  void whatIsSetIsShownAndReplacedWhole() throws Exception {
    set("{\"kind\":\"outage\",\"path\":\"/v3\",\"probability\":0.25,\"times\":3,\"for_s\":60}");

    var fault = shown().get(0);
    assertThat(fault.get("kind").stringValue()).isEqualTo("outage");
    assertThat(fault.get("probability").doubleValue()).isEqualTo(0.25);
    assertThat(fault.get("times").intValue()).isEqualTo(3);
    assertThat(put("{\"faults\":[]}").statusCode()).isEqualTo(200);
    assertThat(shown().size()).isZero();
  }

  @Test
  void aFaultThatIsUnlikelyEnoughDoesNotHappen() throws Exception {
    // The test's chance is always one half.
    set("{\"kind\":\"refused\",\"probability\":0.4}");

    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"faults\":{}}",
        "{\"faults\":[{\"kind\":\"gremlin\"}]}",
        "{\"faults\":[{\"kind\":\"outage\",\"mood\":1}]}",
        "{\"faults\":[{\"kind\":\"outage\",\"probability\":2}]}",
        "{\"faults\":[{\"kind\":\"refused\",\"status\":200}]}",
        "{\"faults\":[{\"kind\":\"answer_slow\",\"delay_ms\":-1}]}",
      })
  void whatIsNoFaultIsRefusedAndChangesNothing(String body) throws Exception {
    set("{\"kind\":\"outage\",\"path\":\"/v9\"}");

    assertThat(put(body).statusCode()).isEqualTo(400);
    assertThat(shown().size()).isEqualTo(1);
  }

  private void set(String fault) throws Exception {
    var answer = put("{\"faults\":[" + fault + "]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> put(String body) throws Exception {
    return retell.send(
        HttpRequest.newBuilder(retell.address().resolve("/sandbox/faults"))
            .PUT(BodyPublishers.ofString(body))
            .build());
  }

  private JsonNode shown() throws Exception {
    return Pretended.json(
            retell.send(
                HttpRequest.newBuilder(retell.address().resolve("/sandbox/faults")).build()))
        .get("faults");
  }
}
