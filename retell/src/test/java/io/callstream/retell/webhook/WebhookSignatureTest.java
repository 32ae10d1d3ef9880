package io.callstream.retell.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.retell.Samples;
import io.callstream.retell.webhook.WebhookSignature.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class WebhookSignatureTest {

  private static final String KEY = "key_3f1c0a9d7b5e42e8a6c4d2b0f1e39587";
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final Instant NOW = Instant.ofEpochMilli(1_763_695_800_000L);

  static Stream<JsonNode> vectors() {
    return Samples.vectors("vectors").stream();
  }

  static Stream<JsonNode> cases() {
    return Samples.vectors("verify_cases").stream();
  }

  static Stream<JsonNode> files() {
    return Samples.vectors("sample_files").stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsEveryVectorAsTheOfficialSdkDoes(JsonNode vector) {
    var body = vector.get("body").stringValue().getBytes(UTF_8);
    var at = Instant.ofEpochMilli(vector.get("timestamp").longValue());
    var key = vector.get("key").stringValue();
    var header = vector.get("header").stringValue();

    assertThat(WebhookSignature.sign(body, key, at)).isEqualTo(header);
    assertThat(verify(body, header, key, at)).isEqualTo(Verdict.VALID);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void acceptsAndRefusesEveryCase(JsonNode row) {
    var suggested = row.get("suggested_for_java");
    boolean accepted = !suggested.isNull() && suggested.booleanValue();
    var verdict =
        verify(
            row.get("body").stringValue().getBytes(UTF_8),
            row.get("header").stringValue(),
            row.get("key").stringValue(),
            Instant.ofEpochMilli(row.get("now").longValue()));

    assertThat(verdict.valid()).as(row.get("name").stringValue()).isEqualTo(accepted);
  }

  @ParameterizedTest
  @MethodSource("files")
  void acceptsEverySampleFileAsItsBytesAre(JsonNode file) {
    var at = Instant.ofEpochMilli(file.get("timestamp").longValue());
    var body = Samples.bytes(file.get("file").stringValue());

    assertThat(verify(body, file.get("header").stringValue(), file.get("key").stringValue(), at))
        .isEqualTo(Verdict.VALID);
  }

  @ParameterizedTest
  @CsvSource({
    "0, VALID",
    "300000, VALID",
    "300001, TOO_OLD",
    "-300000, VALID",
    "-300001, IN_THE_FUTURE",
  })
  void theAgeDecidesBetweenOldAndFuture(long ageMillis, Verdict expected) {
    var header = WebhookSignature.sign(BODY, KEY, NOW);

    assertThat(verify(BODY, header, KEY, NOW.plusMillis(ageMillis))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v=1763695800000,d=%s ",
        " v=1763695800000,d=%s",
        "v=1763695800000;d=%s",
        "v=176369580000,d=%s",
        "v=17636958000000,d=%s",
        "v=+763695800000,d=%s",
        "v=-763695800000,d=%s",
        "v=１763695800000,d=%s",
        "v=1763695800000,d=%s0",
        "v=1763695800000,d=",
        "V=1763695800000,d=%s",
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void anyOtherFormIsMalformed(String form) {
    var digest = WebhookSignature.sign(BODY, KEY, NOW).substring("v=1763695800000,d=".length());

    assertThat(verify(BODY, form.formatted(digest), KEY, NOW)).isEqualTo(Verdict.MALFORMED);
  }

  @Test
  void aMissingAndARepeatedHeaderAreTold() {
    var header = WebhookSignature.sign(BODY, KEY, NOW);

    assertThat(WebhookSignature.verify(BODY, List.of(), List.of(KEY), NOW))
        .isEqualTo(Verdict.MISSING);
    assertThat(WebhookSignature.verify(BODY, List.of(header, header), List.of(KEY), NOW))
        .isEqualTo(Verdict.REPEATED);
  }

  @Test
  void anyOfTheKeysMayHaveSigned() {
    var header = WebhookSignature.sign(BODY, "second", NOW);

    assertThat(
            WebhookSignature.verify(
                BODY, List.of(header), List.of("first", "second", "third"), NOW))
        .isEqualTo(Verdict.VALID);
    assertThat(WebhookSignature.verify(BODY, List.of(header), List.of("first", "third"), NOW))
        .isEqualTo(Verdict.MISMATCH);
  }

  @Test
  void checkingWithoutAKeyIsRefused() {
    var header = List.of(WebhookSignature.sign(BODY, KEY, NOW));

    assertThatThrownBy(() -> WebhookSignature.verify(BODY, header, List.of(), NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookSignature.verify(BODY, header, List.of(KEY, ""), NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Verdict verify(byte[] body, String header, String key, Instant now) {
    return WebhookSignature.verify(body, List.of(header), List.of(key), now);
  }
}
