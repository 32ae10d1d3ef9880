package io.callstream.projector.events;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Field;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row as an event carries it: as the detail shows it, less what is large in every call. What is
 * larger than an event bears is {@code {sha256, bytes, href}} in its place: a digest and a link
 * (DESIGN.md, "Projector").
 */
final class CallView {

  /** Of the transcript, in UTF-8. */
  private static final int TRANSCRIPT_BYTES_MAX = 256 * 1024;

  /** Encoded once. */
  private static final Map<Field, SerializableString> NAMES = names();

  private final URI publicBaseUrl;

  CallView(URI publicBaseUrl) {
    this.publicBaseUrl = publicBaseUrl;
  }

  /** Writes the row, a link in the place of each value that is linked. */
  void write(JsonGenerator json, CallRow row, long version, Set<Field> linked) {
    var standing = row.standing();
    json.writeStartObject().writeStringProperty("call_id", row.callId().toString());
    for (var field : Field.values()) {
      if (field == Field.RETELL_STATUS) {
        var outcome = standing.outcome();
        json.writeStringProperty("status", standing.status().wire())
            .writeStringProperty("outcome", outcome == null ? null : outcome.wire());
      }
      if (!field.leftUnread()) {
        var value = row.column(field).orElse(NullNode.getInstance());
        json.writeName(NAMES.get(field));
        write(json, linked.contains(field) ? link(row, value) : value);
      }
    }
    var code = standing.errorCode();
    json.writeStringProperty("error_code", code == null ? null : code.wire())
        .writeStringProperty("error_message", standing.errorMessage())
        .writeNumberProperty("version", version)
        .writeEndObject();
  }

  private static Map<Field, SerializableString> names() {
    var names = new EnumMap<Field, SerializableString>(Field.class);
    Arrays.stream(Field.values())
        .forEach(field -> names.put(field, new SerializedString(field.id())));
    return names;
  }

  private static void write(JsonGenerator json, JsonNode value) {
    if (value.isString()) {
      json.writeString(value.stringValue());
    } else if (value.isNull()) {
      json.writeNull();
    } else {
      json.writeTree(value);
    }
  }

  /** What of the row goes as a link in any case: a transcript that is too long. */
  static Set<Field> tooLong(CallRow row) {
    boolean isTooLong = row.column(Field.TRANSCRIPT).filter(CallView::isTooLong).isPresent();
    return isTooLong ? EnumSet.of(Field.TRANSCRIPT) : EnumSet.noneOf(Field.class);
  }

  /** Most are seen not to be without being encoded: a character has at most three bytes. */
  private static boolean isTooLong(JsonNode transcript) {
    boolean isShort =
        transcript.isString() && transcript.stringValue().length() <= TRANSCRIPT_BYTES_MAX / 3;
    return !isShort && bytes(transcript).length > TRANSCRIPT_BYTES_MAX;
  }

  /** The largest value that is not linked yet. */
  static Field largest(CallRow row, Set<Field> linked) {
    return Arrays.stream(Field.values())
        .filter(field -> !field.leftUnread() && !linked.contains(field))
        .max(Comparator.comparingInt(f -> row.column(f).map(v -> bytes(v).length).orElse(0)))
        .orElseThrow();
  }

  private ObjectNode link(CallRow row, JsonNode value) {
    byte[] bytes = bytes(value);
    return JsonNodeFactory.instance
        .objectNode()
        .put("sha256", sha256(bytes))
        .put("bytes", bytes.length)
        .put("href", publicBaseUrl + "/api/v1/calls/" + row.callId());
  }

  /** A text as it is, anything else as JSON. */
  private static byte[] bytes(JsonNode value) {
    return value.isString()
        ? value.stringValue().getBytes(StandardCharsets.UTF_8)
        : Json.bytes(value);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
