package io.callstream.chaos.check;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What call-events has told of each call: of a row, only a hash is kept. */
final class ToldCalls {

  /** Of the row only, or of the event only (CONTRACT.md, HTTP and Messages). */
  private static final List<String> LEFT_OUT =
      List.of(
          "updated_at",
          "hold",
          "transcript",
          "transcript_object",
          "transcript_with_tool_calls",
          "raw_extra");

  private final Map<String, Told> calls = new HashMap<>();
  private final Claim oneContent =
      Claim.always("every event has one content and an id of its own however often it is sent");

  /** Version n is at n - 1; zero where it was not told. */
  private static final class Told {
    private int[] contents = new int[4];
    private long[] ids = new long[4];
    private int highest;
    private int row;
    private boolean asked;
  }

  void add(ConsumerRecord<String, byte[]> record) {
    JsonNode value = Json.tree(record.value());
    String callId = header(record, Headers.CE_SUBJECT);
    int version = value.path("version").asInt();
    if (version < 1) {
      oneContent.unless(false, () -> "call %s: an event of version %d".formatted(callId, version));
      return;
    }
    Told told = calls.computeIfAbsent(callId, _ -> new Told());
    if (told.contents.length < version) {
      told.contents = Arrays.copyOf(told.contents, version * 2);
      told.ids = Arrays.copyOf(told.ids, version * 2);
    }
    // Never zero, which means that nothing was told.
    int content = (31 * value.hashCode() + header(record, Headers.CE_ID).hashCode()) | 1;
    int before = told.contents[version - 1];
    oneContent.unless(
        before == 0 || before == content, () -> "call %s, version %d".formatted(callId, version));
    told.contents[version - 1] = content;
    oneVersion(told, callId, version, idOf(record));
    if (version > told.highest) {
      told.highest = version;
      told.row = hash(value.path("call"));
    }
  }

  private static long idOf(ConsumerRecord<String, byte[]> record) {
    byte[] id = header(record, Headers.CE_ID).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(id).getMostSignificantBits();
  }

  /** A reader who drops what they have seen, by its id, would lose the second. */
  private void oneVersion(Told told, String callId, int version, long id) {
    for (int n = 0; n < told.ids.length; n++) {
      if (n != version - 1 && told.ids[n] == id) {
        oneContent.fault(
            "call %s: versions %d and %d have one id".formatted(callId, n + 1, version));
      }
    }
    told.ids[version - 1] = id;
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    @Nullable Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static int hash(JsonNode call) {
    if (!(call instanceof ObjectNode row)) {
      return 0;
    }
    ObjectNode compared = row.deepCopy();
    compared.remove(LEFT_OUT);
    return compared.hashCode();
  }

  Claim oneContent() {
    return oneContent;
  }

  /** Calls that were told of and that no row was asked for. */
  List<String> withoutRow() {
    return calls.entrySet().stream()
        .filter(call -> !call.getValue().asked)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Says what is wrong with what was told of this row; nothing when all is well. */
  @Nullable String fault(JsonNode row) {
    String callId = row.path("call_id").asString();
    Told told = calls.get(callId);
    int version = row.path("version").asInt();
    if (told == null) {
      return "call %s: no event, the row has version %d".formatted(callId, version);
    }
    told.asked = true;
    if (told.highest != version) {
      return "call %s: told to version %d, the row has %d".formatted(callId, told.highest, version);
    }
    for (int n = 0; n < version; n++) {
      if (told.contents[n] == 0) {
        return "call %s: version %d of %d was never told".formatted(callId, n + 1, version);
      }
    }
    return told.row == hash(row)
        ? null
        : "call %s: the last event is not the row".formatted(callId);
  }
}
