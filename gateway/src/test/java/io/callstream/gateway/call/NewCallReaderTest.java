package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import io.callstream.gateway.web.FieldError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class NewCallReaderTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.000Z");
  private static final CallDefaults DEFAULTS = new CallDefaults("+12125550100", "agent_default");

  @Test
  void fillsInTheDefaults() {
    var call = call("{\"to_number\": \"+12125550123\"}");

    assertThat(call.fromNumber()).isEqualTo("+12125550100");
    assertThat(call.agentId()).isEqualTo("agent_default");
    assertThat(call.variables()).isEmpty();
    assertThat(call.metadata()).isEmpty();
    assertThat(call.dueAt()).isEqualTo(NOW);
    assertThat(call.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(24)));
  }

  @Test
  void whatIsGivenWinsOverTheDefaults() {
    var call =
        call(
            "{\"to_number\": \"+12125550123\", \"from_number\": \"+12125550101\", \"agent_id\": \"mine\"}");

    assertThat(call.fromNumber()).isEqualTo("+12125550101");
    assertThat(call.agentId()).isEqualTo("mine");
  }

  @Test
  void nullCountsAsLeftOut() {
    assertThat(
            call(
                "{\"to_number\": \"+12125550123\", \"from_number\": null, \"agent_id\": null, \"variables\": null,"
                    + " \"metadata\": null, \"schedule_at\": null, \"expires_at\": null, \"retry\": null, \"window\": null}"))
        .isEqualTo(call("{\"to_number\": \"+12125550123\"}"));
    assertThat(errors("{\"to_number\": null}"))
        .extracting(FieldError::field)
        .containsExactly("$.to_number");
  }

  @Test
  void withoutDefaultsAnAgentMayBeMissingAndAFromNumberMayNot() {
    var reading =
        NewCallReader.read(
            body("{\"to_number\": \"+12125550123\"}"), new CallDefaults(null, null), NOW);

    assertThat(reading)
        .isInstanceOfSatisfying(
            NewCallReader.Reading.Wrong.class,
            wrong ->
                assertThat(wrong.errors())
                    .extracting(FieldError::field)
                    .containsExactly("$.from_number"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, 2026-11-21T10:00:00Z",
    "2026-11-21T12:00:00+02:00, 2026-11-21T10:00:00Z",
    "2026-11-21T10:00:00.1234567Z, 2026-11-21T10:00:00.123Z",
    "2026-11-21T08:59:30Z, 2026-11-21T09:00:00Z",
    "2027-11-22T09:00:00Z, 2027-11-22T09:00:00Z",
  })
  void aCallIsDueWhenItIsScheduledButNotBeforeNow(String scheduleAt, Instant dueAt) {
    var call =
        call("{\"to_number\": \"+12125550123\", \"schedule_at\": \"%s\"}".formatted(scheduleAt));

    assertThat(call.dueAt()).isEqualTo(dueAt);
    assertThat(call.expiresAt()).isEqualTo(dueAt.plus(Duration.ofHours(24)));
  }

  @ParameterizedTest
  @CsvSource({
    "schedule_at, 2026-11-21T08:58:00Z",
    "schedule_at, 2027-11-23T09:00:00Z",
    "schedule_at, 2026-11-21T10:00:00",
    "schedule_at, 2026-11-21",
    "schedule_at, +999999999-01-01T00:00:00Z",
    "expires_at, 2026-11-21T09:00:00Z",
    "expires_at, 2026-11-21T08:00:00Z",
    "expires_at, 2036-11-21T08:00:00Z",
  })
  void refusesTimesThatCannotBe(String field, String time) {
    assertThat(errors("{\"to_number\": \"+12125550123\", \"%s\": \"%s\"}".formatted(field, time)))
        .extracting(FieldError::field)
        .contains("$." + field);
  }

  @Test
  void aCallExpiresAfterItIsDue() {
    assertThat(
            errors(
                "{\"to_number\": \"+12125550123\", \"schedule_at\": \"2026-11-21T12:00:00Z\", \"expires_at\": \"2026-11-21T11:00:00Z\"}"))
        .extracting(FieldError::field)
        .containsExactly("$.expires_at");
  }

  @Test
  void aFieldIsGivenUnderOneOfItsNames() {
    assertThat(errors("{\"to_number\": \"+12125550123\", \"phoneNumber\": \"+12125550123\"}"))
        .extracting(FieldError::field)
        .containsExactly("$.phoneNumber");
    assertThat(errors("{\"to_number\": \"+12125550123\", \"agent_id\": \"a\", \"agentId\": \"a\"}"))
        .extracting(FieldError::field)
        .containsExactly("$.agentId");
  }

  @Test
  void wrongTypesAreNamedEach() {
    assertThat(
            errors(
                "{\"to_number\": 1, \"from_number\": {}, \"agent_id\": \" \", \"variables\": [], \"metadata\": \"x\", \"schedule_at\": 3, \"expires_at\": true}"))
        .extracting(FieldError::field)
        .containsExactly(
            "$.to_number",
            "$.from_number",
            "$.agent_id",
            "$.variables",
            "$.metadata",
            "$.schedule_at",
            "$.expires_at");
  }

  @Test
  void namesAreWrittenAsJsonPaths() {
    assertThat(
            errors("{\"to_number\": \"+12125550123\", \"it's\": 1, \"variables\": {\"a b\": 1}}"))
        .extracting(FieldError::field)
        .containsExactly("$.variables['a b']", "$['it\\'s']");
  }

  private static NewCall call(String json) {
    return ((NewCallReader.Reading.Call) NewCallReader.read(body(json), DEFAULTS, NOW)).call();
  }

  private static List<FieldError> errors(String json) {
    return ((NewCallReader.Reading.Wrong) NewCallReader.read(body(json), DEFAULTS, NOW)).errors();
  }

  private static ObjectNode body(String json) {
    return (ObjectNode) Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }
}
