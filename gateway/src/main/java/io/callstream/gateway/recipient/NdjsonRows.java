package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.gateway.csv.Cells;
import io.callstream.gateway.recipient.Reading.Reject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rows of JSON, an object a line, with the fields that a CSV has as columns. */
final class NdjsonRows implements Rows {

  static final List<String> HEADER = List.of("json");

  private static final int LINE_MAX = 512 * 1024;

  private final InputStream in;
  private long line;

  NdjsonRows(InputStream in) {
    this.in = new BufferedInputStream(in, 64 * 1024);
  }

  @Override
  public List<String> header() {
    return HEADER;
  }

  @Override
  public @Nullable Reading next() {
    try {
      for (var bytes = readLine(); bytes != null; bytes = readLine()) {
        if (bytes.length >= LINE_MAX) {
          return refused(line, Reject.WHOLE_ROW, "Longer than " + LINE_MAX + " bytes", "");
        }
        var text = withoutMark(Cells.decoded(bytes)).strip();
        if (!text.isEmpty()) {
          return read(line, text);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** What one line says. */
  static Reading read(long line, String text) {
    try {
      return Json.tree(text.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode object
          ? read(line, object, text)
          : refused(line, Reject.WHOLE_ROW, "No JSON object", text);
    } catch (JacksonException e) {
      return refused(line, Reject.WHOLE_ROW, "Not readable as JSON", text);
    }
  }

  private static Reading read(long line, ObjectNode object, String text) {
    var named = new LinkedHashMap<String, String>();
    for (var member : object.properties()) {
      if (!isVariables(member)) {
        put(named, member);
      }
    }
    if (object.get("variables") instanceof ObjectNode inner) {
      for (var variable : inner.properties()) {
        if (PersonReader.isOurs(variable.getKey()) || named.containsKey(variable.getKey())) {
          return refused(line, variable.getKey(), "Said twice, here and among the variables", text);
        }
        put(named, variable);
      }
    }
    for (var cell : named.entrySet()) {
      if (cell.getValue() == null) {
        return refused(line, cell.getKey(), "Neither text nor number nor true nor false", text);
      }
    }
    return PersonReader.read(line, named, List.of(text));
  }

  private static boolean isVariables(Map.Entry<String, JsonNode> member) {
    return member.getKey().equals("variables") && member.getValue() instanceof ObjectNode;
  }

  @SuppressWarnings("NullAway") // Null marks what is refused in a moment.
  private static void put(Map<String, String> named, Map.Entry<String, JsonNode> member) {
    var value = member.getValue();
    if (!value.isNull()) {
      named.put(member.getKey(), value.isValueNode() ? value.asString() : null);
    }
  }

  private static Reject refused(long line, String column, String reason, String text) {
    return new Reject(line, column, reason, List.of(text));
  }

  /** The next line without its end, cut at the limit; null after the last. */
  private byte @Nullable [] readLine() throws IOException {
    int next = in.read();
    if (next < 0) {
      return null;
    }
    line++;
    var bytes = new ByteArrayOutputStream(256);
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (bytes.size() < LINE_MAX) {
        bytes.write(next);
      }
    }
    return bytes.toByteArray();
  }
}
