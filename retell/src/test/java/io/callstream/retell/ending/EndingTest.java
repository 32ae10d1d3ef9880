package io.callstream.retell.ending;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Json;
import io.callstream.contracts.Outcome;
import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class EndingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # event             | call_status   | reason             | end_timestamp | ended | status      | outcome    | known
          -                   | registered    | -                  | -             | false | initiated   | -          | true
          -                   | ringing       | -                  | -             | false | ringing     | -          | true
          -                   | dialing       | -                  | -             | false | ringing     | -          | true
          -                   | ongoing       | -                  | -             | false | in_progress | -          | true
          -                   | active        | -                  | -             | false | in_progress | -          | true
          -                   | -             | -                  | -             | false | -           | -          | true
          -                   | levitating    | -                  | -             | false | -           | -          | false
          -                   | ended         | -                  | -             | true  | completed   | answered   | true
          -                   | not_connected | -                  | -             | true  | failed      | failed     | true
          -                   | error         | -                  | -             | true  | failed      | failed     | true
          -                   | ended         | dial_busy          | -             | true  | failed      | busy       | true
          -                   | registered    | dial_busy          | -             | false | initiated   | -          | true
          -                   | ongoing       | call_transfer      | -             | false | in_progress | -          | true
          -                   | ongoing       | user_hangup        | 1795230047380 | true  | completed   | answered   | true
          -                   | levitating    | user_hangup        | 1795230047380 | true  | completed   | answered   | true
          -                   | ongoing       | -                  | 1795230047380 | true  | completed   | answered   | false
          -                   | ended         | eaten_by_bear      | -             | true  | completed   | failed     | false
          -                   | ended         | error_by_bear      | -             | true  | failed      | failed     | false
          -                   | ended         | dial_by_bear       | -             | true  | failed      | failed     | false
          -                   | error         | eaten_by_bear      | -             | true  | failed      | failed     | false
          -                   | not_connected | eaten_by_bear      | -             | true  | failed      | failed     | false
          call_started        | ongoing       | -                  | -             | false | in_progress | -          | true
          call_started        | registered    | -                  | -             | false | in_progress | -          | false
          call_started        | levitating    | -                  | -             | false | in_progress | -          | false
          call_ended          | ongoing       | user_hangup        | -             | true  | completed   | answered   | true
          call_ended          | registered    | dial_no_answer     | -             | true  | failed      | no_answer  | true
          call_ended          | registered    | -                  | -             | true  | failed      | failed     | false
          call_ended          | -             | -                  | -             | true  | completed   | answered   | false
          call_analyzed       | ended         | voicemail_reached  | -             | true  | completed   | voicemail  | true
          call_analyzed       | ongoing       | manual_stopped     | -             | true  | cancelled   | cancelled  | true
          transfer_bridged    | ongoing       | transfer_bridged   | -             | false | in_progress | -          | true
          transcript_updated  | ongoing       | -                  | -             | false | in_progress | -          | true
          call_whispered      | registered    | -                  | -             | false | initiated   | -          | true
          """)
  void everyWordOfRetellHasItsMeaning(
      @Nullable String event,
      @Nullable String callStatus,
      @Nullable String reason,
      @Nullable Long endTimestamp,
      boolean ended,
      @Nullable String status,
      @Nullable String outcome,
      boolean known)
      throws StrictJson.Unreadable {
    var json =
        JsonNodeFactory.instance
            .objectNode()
            .put("call_id", "c")
            .put("call_status", callStatus)
            .put("disconnection_reason", reason)
            .put("end_timestamp", endTimestamp);
    var call = RetellCall.of(StrictJson.object(Json.bytes(json)));

    assertThat(Ending.of(event, call.orElseThrow()))
        .isEqualTo(
            new Ending(
                ended,
                status == null ? null : CallStatus.of(status),
                outcome == null ? null : Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                known));
  }
}
