package io.callstream.projector.events;

import io.callstream.contracts.Json;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Field;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
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

  private final URI publicBaseUrl;

  CallView(URI publicBaseUrl) {
    this.publicBaseUrl = publicBaseUrl;
  }

  /** The row, its transcript linked when it is too long. */
  ObjectNode of(CallRow row, long version) {
    var call = JsonNodeFactory.instance.objectNode();
    call.put("call_id", row.callId().toString());
    for (var field : Field.values()) {
      if (field == Field.RETELL_STATUS) {
        call.put("status", row.standing().status().wire());
        var outcome = row.standing().outcome();
        call.put("outcome", outcome == null ? null : outcome.wire());
      }
      if (!field.leftUnread()) {
        call.set(field.id(), row.column(field).orElse(NullNode.getInstance()));
      }
    }
    var code = row.standing().errorCode();
    call.put("error_code", code == null ? null : code.wire());
    call.put("error_message", row.standing().errorMessage());
    call.put("version", version);
    if (isTooLong(call.path("transcript"))) {
      link(call, "transcript");
    }
    return call;
  }

  /** Most are seen not to be without being encoded: a character has at most three bytes. */
  private static boolean isTooLong(JsonNode transcript) {
    boolean isShort =
        transcript.isString() && transcript.stringValue().length() <= TRANSCRIPT_BYTES_MAX / 3;
    return !isShort && bytes(transcript).length > TRANSCRIPT_BYTES_MAX;
  }

  /** Puts a link in the place of the largest member. */
  void shrink(ObjectNode call) {
    call.propertyNames().stream()
        .max(Comparator.comparingInt(name -> bytes(call.path(name)).length))
        .ifPresent(name -> link(call, name));
  }

  private void link(ObjectNode call, String member) {
    byte[] value = bytes(call.path(member));
    var link = JsonNodeFactory.instance.objectNode();
    link.put("sha256", sha256(value));
    link.put("bytes", value.length);
    link.put("href", publicBaseUrl + "/api/v1/calls/" + call.path("call_id").stringValue());
    call.set(member, link);
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
