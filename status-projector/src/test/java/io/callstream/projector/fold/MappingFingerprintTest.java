package io.callstream.projector.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import io.callstream.projector.Records;
import io.callstream.projector.intake.Reading;
import io.callstream.projector.intake.RecordReader;
import io.callstream.retell.ending.DisconnectionReason;
import io.callstream.retell.ending.DisconnectionReasons;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * A mapping that reads anything otherwise is another version: the rows there are need a rebuild.
 */
class MappingFingerprintTest {

  /** Of {@link StatusMapping#VERSION} 1. */
  private static final String FINGERPRINT =
      "a1420b44fa2d87c67e331447ad1e9542157004ca18958acf6d17226360636966";

  private static final List<String> SAMPLES =
      List.of(
          "01-call_started.phone",
          "02-call_ended.user_hangup",
          "03-call_analyzed.user_hangup",
          "09-transfer_bridged");

  @Test
  void whoeverChangesWhatTheFoldMakesRaisesTheVersion() throws Exception {
    var reader = new RecordReader(Records.INSTALLATION);
    var records =
        Stream.of(
                Signals.records().values().stream(),
                SAMPLES.stream().map(name -> Records.webhook(Records.sample(name))),
                DisconnectionReasons.all().stream().map(MappingFingerprintTest::ended))
            .flatMap(all -> all);
    var rows =
        records.flatMap(message -> rows(reader.read(message))).collect(Collectors.joining("\n"));

    var digest = MessageDigest.getInstance("SHA-256").digest(rows.getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(digest))
        .as("the fold has changed: raise StatusMapping.VERSION, then take this fingerprint")
        .isEqualTo(FINGERPRINT);
    assertThat(StatusMapping.VERSION).isEqualTo(1);
  }

  private static ConsumerRecord<byte[], byte[]> ended(DisconnectionReason reason) {
    var call = Records.ours(Signals.CALL_ID, Signals.RETELL_ID, "ended");
    return Records.webhook(
        "call_ended", Records.over(call, reason.name(), Records.T0, Records.T0.plusSeconds(9)));
  }

  private static Stream<String> rows(Reading reading) {
    return ((Reading.News) reading).signals().stream().map(MappingFingerprintTest::row);
  }

  private static String row(Signal signal) {
    var row = StatusMapping.next(StatusMapping.unknown(new UUID(0, 1)), signal);
    return Json.mapper().writeValueAsString(row.standing())
        + row.known().values().entrySet().stream()
            .map(e -> e.getKey().id() + e.getValue().value() + e.getValue().source())
            .sorted()
            .collect(Collectors.joining());
  }
}
