package io.callstream.retell.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.retell.CallOrigin;
import io.callstream.retell.Samples;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEnvelopeTest {

  private static final String OURS = "ours";
  private static final UUID ID = UUID.fromString("0b1e8f6a-7c55-4c0e-9d0b-3f6f3f1c2a10");

  private static final String WHOLE =
      "{'event':'call_ended','n':[1,-2.5,true,{'a':null}],'call':{'call_id':'c1','transcript':'é\\n',"
          + "'latency':{'e2e':{'p50':1.5}},'metadata':{'callstream_installation':'ours',"
          + "'callstream_call_id':'"
          + ID
          + "','x':{'call_id':'no'}}},'event_timestamp':1795251610000}";

  static List<String> files() {
    return Samples.webhookFiles();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aGlanceIsEnoughForEverySample(String file) {
    assertThat(WebhookEnvelope.glance(Samples.bytes(file), OURS)).isPresent();
    agrees(Samples.bytes(file));
  }

  @Test
  void ourIdIsReadFromTheCallsOwnMetadata() {
    assertThat(glance(WHOLE)).contains(new WebhookEnvelope("call_ended", "c1", ID));
    assertThat(WebhookEnvelope.glance(bytes(WHOLE), "another"))
        .contains(new WebhookEnvelope("call_ended", "c1", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[1,2]",
        "{'event':'call_ended'}",
        "{'event':'call_ended','call':'c'}",
        "{'event':'call ended','call':{'call_id':'c'}}",
        "{'event':'call_ended','call':{'call_id':' '}}",
        "{'event':'call_ended','call':{'call_id':7}}",
        "{'event':'call_ended','call':{'call_id':'c'}",
        "{'event':'call_ended','call':{'call_id':'c'}}x",
        "{'event':'call_ended','call':{'call_id':'c'}} {}",
        "{'event':'call_ended','event':'call_ended','call':{'call_id':'c'}}",
        "{'event':'call_ended','call':{'call_id':'c','a':{'b':1,'b':2}}}",
        "{'event':'call_ended','call':{'call_id':'c','n':1e400}}",
        "{'event':'call_ended','call':{'call_id':'c','n':1e999999999}}",
        "{'event':'call_ended','call':{'call_id':'c','n':01}}",
        "{'event':'call_ended','call':{'call_id':'c','t':'\t'}}",
        "{'event':'call_ended','call':{'call_id':'c','t':'\\x'}}",
        "{'event':'chat_ended','chat':{'chat_id':'c'}}",
        "\uFEFF{'event':'call_ended','call':{'call_id':'c'}}"
      })
  void whatIsUnreadableOrOfNoCallTakesACloserLook(String body) {
    assertThat(glance(body)).isEmpty();
  }

  @Test
  void whatIsNotUtf8TakesACloserLook() {
    var body = "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"c\",\"t\":\"é\"}}";

    assertThat(
            WebhookEnvelope.glance(body.getBytes(java.nio.charset.StandardCharsets.UTF_16BE), OURS))
        .isEmpty();
    assertThat(
            WebhookEnvelope.glance(
                body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), OURS))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 100, 101, 999, 1_000, 1_001, 1_023, 1_024, 1_025, 2_000})
  void neverTellsOfNamesAndNumbersThatAreTooLong(int length) {
    for (var tooLong : List.of("'" + "n".repeat(length) + "':1", "'n':" + "1".repeat(length))) {
      agrees(bytes("{'event':'e','call':{'call_id':'c'," + tooLong + "}}"));
      agrees(bytes("{'event':'e','call':{'call_id':'c'}," + tooLong + "}"));
      agrees(bytes("{'event':'e','call':{'call_id':'c','metadata':{" + tooLong + "}}}"));
      agrees(bytes("{'event':'e','call':{'call_id':'c','x':[{" + tooLong + "}]}}"));
    }
  }

  @Test
  void whatPostgresCannotCarryIsReplacedAsByTheCloserLook() {
    agrees(bytes("{'event':'e','call':{'call_id':'c\\u0000'}}"));
    agrees(bytes("{'event':'e\\u0000','call':{'call_id':'c'}}"));
    agrees(bytes("{'event':'e','call':{'call_id':'c\\ud83d'}}"));
    assertThat(glance("{'event':'e','call':{'call_id':'c\\u0000'}}"))
        .contains(new WebhookEnvelope("e", "c\uFFFD", null));
  }

  @Property(tries = 3_000)
  void neverTellsWhatTheCloserLookWouldNot(@ForAll("bodies") byte[] body) {
    agrees(body);
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    var whole = bytes(WHOLE);
    var at = Arbitraries.integers().between(0, whole.length - 1);
    var changed =
        Combinators.combine(at, Arbitraries.bytes(), at, Arbitraries.bytes())
            .as((i, a, j, b) -> {
              var body = whole.clone();
              body[i] = a;
              body[j] = b;
              return body;
            });
    var pieces =
        Arbitraries.of(
            ",",
            ":",
            "{",
            "}",
            "[",
            "]",
            "'event':'e'",
            "'call':",
            "'call_id':'d'",
            "'metadata':",
            "1e309",
            "1e311",
            "-0.0",
            "12345678901234567890",
            "'\\u0000'",
            "'\\ud83d'",
            "null",
            "'callstream_call_id':'x'",
            "'a':1",
            " ",
            "\n",
            "\u00ff",
            "é",
            "\"");
    var inserted =
        Combinators.combine(at, pieces.list().ofMinSize(1).ofMaxSize(3))
            .as((i, more) -> {
              var text = WHOLE;
              int place = Math.min(i, text.length());
              return bytes(
                  text.substring(0, place) + String.join("", more) + text.substring(place));
            });
    var made =
        pieces.list().ofMaxSize(12).map(all -> bytes("{'event':'e'" + String.join("", all) + "}"));
    return Arbitraries.oneOf(changed, inserted, made);
  }

  /** What a glance tells, the closer look tells too. */
  private static void agrees(byte[] body) {
    WebhookEnvelope.glance(body, OURS)
        .ifPresent(envelope ->
            assertThat(WebhookEvent.parse(body))
                .isInstanceOfSatisfying(
                    WebhookEvent.OfCall.class,
                    webhook -> {
                      assertThat(webhook.event()).isEqualTo(envelope.event());
                      assertThat(webhook.call().callId()).isEqualTo(envelope.callId());
                      assertThat(
                              CallOrigin.of(webhook.call(), OURS)
                                  .map(CallOrigin::callId)
                                  .orElse(null))
                          .isEqualTo(envelope.ownCallId());
                    }));
  }

  private static java.util.Optional<WebhookEnvelope> glance(String body) {
    return WebhookEnvelope.glance(bytes(body), OURS);
  }

  private static byte[] bytes(String body) {
    return body.replace('\'', '"').getBytes(UTF_8);
  }
}
