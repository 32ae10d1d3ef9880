package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Json;
import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call comes in over HTTP and leaves through the outbox. */
class PlacingIT {

  private static final String CALLS = "/api/v1/calls";
  private static final String TO = "+12125550123";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of("RETELL_AGENT_ID", "agent_default"));
    db = new Db(database);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void answersWithTheDetailViewAndSendsTheSameCall() {
    var answer =
        gateway.post(
            CALLS,
            """
            {"to_number": "%s", "variables": {"name": "Zoë"}, "metadata": {"order": 12.50, "tags": ["a", null]}}
            """
                .formatted(TO));

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    var id = answer.at("/call_id");
    assertThat(answer.header("Location")).isEqualTo(CALLS + "/" + id);
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(0, CallColumns.DETAIL.size())
                .mapToObj(i -> i < CallColumns.DETAIL.size() ? CallColumns.DETAIL.get(i) : "hold")
                .toList());
    assertThat(answer.at("/request_id")).isEqualTo(id);
    assertThat(answer.at("/status")).isEqualTo("initiated");
    assertThat(answer.at("/to_number")).isEqualTo(TO);
    assertThat(answer.at("/from_number")).isEqualTo(RunningGateway.FROM_NUMBER);
    assertThat(answer.at("/agent_id")).isEqualTo("agent_default");
    assertThat(answer.at("/created_by")).isEqualTo("admin");
    assertThat(answer.json().at("/variables"))
        .isEqualTo(
            Json.tree("{\"name\": \"Zoë\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(answer.at("/requested_at"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(answer.json().get("outcome").isNull()).isTrue();

    var sent = sent(id);
    assertThat(sent.callId()).isEqualTo(sent.requestId()).hasToString(id);
    assertThat(sent.metadata().toString()).isEqualTo("{\"order\":12.50,\"tags\":[\"a\",null]}");
    assertThat(sent.variables()).containsExactly(Map.entry("name", "Zoë"));
    assertThat(Json.text(sent.requestedAt())).isEqualTo(answer.at("/requested_at"));
    assertThat(sent.expiresAt()).isEqualTo(sent.dueAt().plus(Duration.ofHours(24)));
    assertThat(gateway.get(CALLS + "/" + id).json()).isEqualTo(answer.json());
  }

  @Test
  void storesTheMessageByteForByteAsItIsSent() {
    var id = UUID.fromString(place("{\"to_number\": \"" + TO + "\"}").at("/call_id"));

    assertThat(
            db.one(byte[].class, "select command from gateway.requests where request_id = ?", id))
        .isEqualTo(
            db.one(byte[].class, "select value from outbox.messages where key = ?", id.toString()));
    assertThat(
            db.one(String.class, "select topic from outbox.messages where key = ?", id.toString()))
        .isEqualTo("call-requests");
  }

  @Test
  void takesTheSeedsFieldNames() {
    var answer =
        place(
            "{\"phoneNumber\": \""
                + TO
                + "\", \"agentId\": \"agent_1\", \"variables\": {\"a\": \"b\"}}");

    assertThat(answer.at("/to_number")).isEqualTo(TO);
    assertThat(answer.at("/agent_id")).isEqualTo("agent_1");
  }

  @Test
  void holdsACallThatIsScheduledAndKeepsItsTimes() {
    var due =
        Instant.now().plus(Duration.ofHours(3)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    var answer = place("{\"to_number\": \"%s\", \"schedule_at\": \"%s\"}".formatted(TO, due));

    assertThat(answer.at("/hold/code")).isEqualTo("scheduled");
    assertThat(answer.at("/hold/until")).isEqualTo(Json.text(due));
    var sent = sent(answer.at("/call_id"));
    assertThat(sent.dueAt()).isEqualTo(due);
    assertThat(sent.expiresAt()).isEqualTo(due.plus(Duration.ofHours(24)));
    assertThat(gateway.get(CALLS + "/" + answer.at("/call_id")).at("/hold/code"))
        .isEqualTo("scheduled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"to_number\": \"12125550123\"} | $.to_number",
        "{\"to_number\": \"+15551234567\"} | $.to_number",
        "{\"to_number\": \"+1 212 555 0123\"} | $.to_number",
        "{\"phoneNumber\": \"2125550123\"} | $.phoneNumber",
        "{\"to_number\": \"+12125550123\", \"from_number\": \"0049301234567\"} | $.from_number",
      })
  void refusesNumbersThatAreNone(String body, String field) {
    var answer = gateway.post(CALLS, body);

    assertThat(answer.fields()).containsExactly(field);
    assertThat(answer.messages().getFirst()).startsWith("Invalid phone number format");
    assertThat(answer.at("/detail")).startsWith("Invalid phone number format");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | $.to_number",
        "{\"to_number\": \"+12125550123\", \"colour\": \"red\"} | $.colour",
        "{\"to_number\": \"+12125550123\", \"retry\": {\"max_attempts\": 99, \"on\": [\"busy\"], \"delay_s\": 9}} | $.retry.max_attempts",
        "{\"to_number\": \"+12125550123\", \"window\": {\"days\": [], \"from\": \"09:00\", \"to\": \"10:00\"}} | $.window.days",
        "{\"to_number\": \"+12125550123\", \"variables\": {\"n\": 1}} | $.variables.n",
        "{\"to_number\": \"+12125550123\", \"variables\": {\"a\": \"x\\u0000y\"}} | $.variables.a",
        "{\"to_number\": \"+12125550123\", \"variables\": {\"a\\u0000\": \"x\"}} | `$.variables['a\u0000']`",
        "{\"to_number\": \"+12125550123\", \"metadata\": {\"deep\": [{\"x\": \"\\u0000\"}]}} | $.metadata.deep[0].x",
        "{\"to_number\": \"+12125550123\", \"metadata\": {\"x\": \"\\ud800\"}} | $.metadata.x",
        "{\"to_number\": \"+12125550123\", \"metadata\": {\"x\": 1e500}} | $.metadata.x",
        "{\"to_number\": \"+12125550123\", \"metadata\": {\"callstream_call_id\": \"x\"}} | $.metadata.callstream_call_id",
        "{\"to_number\": \"+12125550123\", \"metadata\": []} | $.metadata",
        "{\"to_number\": \"+12125550123\", \"schedule_at\": \"tomorrow\"} | $.schedule_at",
        "{\"to_number\": \"+12125550123\", \"schedule_at\": \"2020-01-01T00:00:00Z\"} | $.schedule_at",
        "{\"to_number\": \"+12125550123\", \"expires_at\": \"2020-01-01T00:00:00Z\"} | $.expires_at",
        "{\"to_number\": \"+12125550123\", \"to_number\": \"+12125550124\"} | $",
        "[1] | $",
        "{\"to_number\": | $",
      })
  void refusesWhatItCannotTakeAndSaysWhere(String body, String field) {
    assertThat(gateway.post(CALLS, body).fields()).containsExactly(field);
  }

  @Test
  void refusesAnEmptyBody() {
    assertThat(gateway.post(CALLS, "").fields()).containsExactly("$");
  }

  @Test
  void keepsTheRulesOfASingleCall() {
    var rules =
        "\"retry\": {\"max_attempts\": 3, \"on\": [\"no_answer\"], \"delay_s\": 60},"
            + " \"window\": {\"days\": [\"mon\"], \"from\": \"09:00\", \"to\": \"24:00\"}";

    assertThat(gateway.post(CALLS, "{\"to_number\": \"" + TO + "\", " + rules + "}").status())
        .isEqualTo(202);
    assertThat(
            gateway
                .post(
                    CALLS,
                    "{\"to_number\": \""
                        + TO
                        + "\", \"retry\": {\"max_attempts\": 2,"
                        + " \"on\": [\"answered\"], \"delay_s\": 60}}")
                .fields())
        .containsExactly("$.retry.on");
  }

  @Test
  void namesAllErrorsAtOnce() {
    assertThat(gateway.post(CALLS, "{\"to_number\": 1, \"x\": 2, \"variables\": 3}").fields())
        .containsExactly("$.to_number", "$.variables", "$.x");
  }

  @Test
  void takesMetadataOfFiftyThousandBytesAndNoMore() {
    assertThat(gateway.post(CALLS, withMetadataOf(CallContent.METADATA_MAX_BYTES)).status())
        .isEqualTo(202);
    assertThat(gateway.post(CALLS, withMetadataOf(CallContent.METADATA_MAX_BYTES + 1)).fields())
        .containsExactly("$.metadata");
  }

  @Test
  void refusesABodyOfNineMebibytesWithAnAnswer() {
    gateway.post(CALLS, withMetadataOf(9 * 1024 * 1024)).isProblem(413);
  }

  @Test
  void refusesAnEncodedBody() {
    gateway.post(CALLS, "{}", "Content-Encoding", "gzip").isProblem(415);
  }

  @Test
  void aRequestWhoseMessageCannotBeLeftIsNotAccepted() {
    var before = db.count("select count(*) from gateway.requests");
    db.asOwner("revoke insert on outbox.messages from callstream_gateway");
    try {
      gateway
          .post(CALLS, "{\"to_number\": \"" + TO + "\"}", "Idempotency-Key", "no-outbox")
          .isProblem(503);
    } finally {
      db.asOwner("grant insert on outbox.messages to callstream_gateway");
    }

    assertThat(db.count("select count(*) from gateway.requests")).isEqualTo(before);
    assertThat(
            gateway
                .post(CALLS, "{\"to_number\": \"" + TO + "\"}", "Idempotency-Key", "no-outbox")
                .status())
        .isEqualTo(202);
  }

  @Test
  void whatWasAcceptedCannotBeChanged() {
    assertThatThrownBy(
            () -> {
              try (var session = database.connectAs("gateway");
                  var statement = session.createStatement()) {
                statement.execute("update gateway.requests set command = '\\x00'");
              }
            })
        .hasMessageContaining("permission denied");
  }

  @Test
  void needsAFromNumberWhenThereIsNoDefault() throws Exception {
    try (var own = TestDatabases.create();
        var bare = RunningGateway.ready(own, Map.of("RETELL_FROM_NUMBER", ""))) {
      assertThat(bare.post(CALLS, "{\"to_number\": \"" + TO + "\"}").fields())
          .containsExactly("$.from_number");
      assertThat(
              bare.post(CALLS, "{\"to_number\": \"" + TO + "\", \"from_number\": \"+12125550101\"}")
                  .status())
          .isEqualTo(202);
    }
  }

  private static Answer place(String body) {
    var answer = gateway.post(CALLS, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer;
  }

  private static PlaceCall sent(String requestId) {
    return Json.read(
        db.one(byte[].class, "select value from outbox.messages where key = ?", requestId),
        PlaceCall.class);
  }

  /** A body whose metadata is so many bytes of JSON. */
  private static String withMetadataOf(int bytes) {
    var text =
        IntStream.range(0, bytes - "{\"x\":\"\"}".length())
            .mapToObj(i -> "a")
            .collect(Collectors.joining());
    return "{\"to_number\": \"%s\", \"metadata\": {\"x\":\"%s\"}}".formatted(TO, text);
  }
}
