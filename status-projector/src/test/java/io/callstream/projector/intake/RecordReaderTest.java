package io.callstream.projector.intake;

import static io.callstream.projector.Records.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.Fact;
import io.callstream.contracts.Topics;
import io.callstream.projector.Records;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.intake.Reading.NoNews;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private static final RecordReader READER = new RecordReader(Records.INSTALLATION);

  private final UUID callId = UUID.randomUUID();

  @Test
  void metadataOfOurInstallationNamesTheCall() {
    var signal = news(Records.webhook("call_started", Records.ours(callId, "r", "ongoing")));

    assertThat(signal.names()).isEqualTo(new Signal.Names(callId, callId, "r"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"clinic-2", "Clinic-1", "clinic-1 ", ""})
  void metadataOfAnyOtherInstallationCountsForNothing(String installation) {
    var call = Records.ours(callId, "r", "ongoing");
    call.withObject("metadata").put("callstream_installation", installation);

    var signal = news(Records.webhook("call_started", call));

    assertThat(signal.names()).isEqualTo(new Signal.Names(null, null, "r"));
  }

  @ParameterizedTest
  @CsvSource({
    "call_started, STARTED",
    "call_ended, ENDED",
    "call_analyzed, ANALYSED",
    "transfer_started, TRANSFER",
    "transfer_bridged, TRANSFER",
    "transfer_cancelled, TRANSFER",
    "transfer_ended, TRANSFER",
    "call_of_tomorrow, UNRECOGNISED",
  })
  void eventIsOneFact(String event, Fact fact) {
    var signal = news(Records.webhook(event, Records.ours(callId, "r", "ongoing")));

    assertThat(signal.facts()).containsExactly(fact);
    assertThat(signal.source()).isEqualTo("webhook");
  }

  @Test
  void timeOfAFactIsRetellsWhereRetellSaysOne() {
    var ended =
        Records.over(Records.ours(callId, "r", "ended"), "user_hangup", T0, T0.plusSeconds(9));

    assertThat(news(Records.webhook("call_started", ended)).at()).isEqualTo(T0);
    assertThat(news(Records.webhook("call_ended", ended)).at()).isEqualTo(T0.plusSeconds(9));
    assertThat(news(Records.webhook("call_analyzed", ended)).at()).isEqualTo(Records.RECEIVED);
    var timeless = Records.ours(callId, "r", "error");
    assertThat(news(Records.webhook("call_ended", timeless)).at()).isEqualTo(Records.RECEIVED);
  }

  @Test
  void digestIsOfTheRawBytes() {
    var spaced = Records.webhook("{\"event\":\"call_started\", \"call\":{\"call_id\":\"r\"}}");
    var tight = Records.webhook("{\"event\":\"call_started\",\"call\":{\"call_id\":\"r\"}}");

    assertThat(news(spaced).digest()).matches("[0-9a-f]{64}").isNotEqualTo(news(tight).digest());
    assertThat(news(tight).digest()).isEqualTo(news(tight).digest());
  }

  @Test
  void whatIsNoNewsSaysWhy() {
    var ended =
        new DispatchSignal.Ended(
            callId, callId, null, "r", DispatchSignal.Source.WEBHOOK, T0, null, null, null);

    assertThat(READER.read(Records.dispatch(ended))).isEqualTo(NoNews.END_FROM_WEBHOOK);
    assertThat(READER.read(Records.dispatch(new DispatchSignal.Heartbeat("c", "1", 1, T0))))
        .isEqualTo(NoNews.HEARTBEAT);
    assertThat(
            READER.read(Records.request(new CallCommand.RequestUndeliverable(callId, callId, T0))))
        .isEqualTo(NoNews.UNDELIVERABLE);
    assertThat(READER.read(Records.webhook(Records.sample("10-transcript_updated"))))
        .isEqualTo(NoNews.TRANSCRIPT);
    assertThat(READER.read(Records.webhook("{\"event\":\"chat_ended\",\"chat\":{}}")))
        .isEqualTo(NoNews.CHAT);
  }

  @Test
  void nulInOurOwnMessagesIsReplacedToo() {
    var signal =
        news(Records.dispatch(new DispatchSignal.Placed(callId, callId, callId, "r\0", T0, false)));

    assertThat(signal.names().retellCallId()).isEqualTo("r\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "no json",
        "{\"event\":\"call_ended\"}",
        "{\"event\":\"call_ended\",\"call\":{}}",
        "{\"a\":1,\"a\":2}",
        "{\"type\":\"strange\"}"
      })
  void whatIsNotWhatItsTopicBearsIsRefused(String value) {
    for (var topic :
        new String[] {Topics.RETELL_WEBHOOKS, Topics.CALL_REQUESTS, Topics.DISPATCH_SIGNALS}) {
      var message = record(topic, value.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> READER.read(message))
          .as("%s on %s", value, topic)
          .isInstanceOf(UnreadableRecord.class);
    }
  }

  @Test
  void endThatDoesNotBearWhatItsSourcePromisesIsRefused() {
    var assumed =
        new DispatchSignal.Ended(
            callId, callId, null, null, DispatchSignal.Source.ASSUMED, T0, null, null, null);
    var asked =
        new DispatchSignal.Ended(
            callId, callId, null, "r", DispatchSignal.Source.ASKED, T0, null, null, null);

    assertThatThrownBy(() -> READER.read(Records.dispatch(assumed)))
        .isInstanceOf(UnreadableRecord.class);
    assertThatThrownBy(() -> READER.read(Records.dispatch(asked)))
        .isInstanceOf(UnreadableRecord.class);
    assertThat(news(Records.dispatch(Records.assumed(callId, ErrorCode.LOST, T0))).facts())
        .containsExactly(Fact.FAILED);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 0, new byte[0], value);
  }

  private static Signal news(ConsumerRecord<byte[], byte[]> message) {
    return ((Reading.News) READER.read(message)).signals().getFirst();
  }
}
