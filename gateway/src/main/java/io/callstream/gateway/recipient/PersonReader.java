package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.recipient.Reading.Person;
import io.callstream.gateway.recipient.Reading.Reject;
import io.callstream.gateway.rule.WindowReader;
import io.callstream.gateway.web.Storable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks one row, cell by cell. The number is {@code to_number} or {@code phone}; {@code
 * external_id} and {@code timezone} may be there; whatever else is there is a variable.
 */
final class PersonReader {

  static final int CELL_MAX = 10_000;

  /** As JSON; with the campaign's own variables a message stays below what the outbox takes. */
  static final int ROW_MAX_BYTES = 200_000;

  private static final int BYTES_PER_CHARACTER = 6;
  private static final int EXTERNAL_ID_MAX = 255;
  private static final int NAME_MAX = 255;
  private static final String TO_NUMBER = "to_number";
  private static final String PHONE = "phone";
  private static final String EXTERNAL_ID = "external_id";
  private static final String TIMEZONE = "timezone";

  private final long line;
  private final Map<String, String> named;
  private final List<String> cells;
  private @Nullable Reject reject;

  private PersonReader(long line, Map<String, String> named, List<String> cells) {
    this.line = line;
    this.named = named;
    this.cells = cells;
  }

  /**
   * Reads a row.
   *
   * @param named its cells by the names of their columns
   * @param cells as they were sent
   */
  static Reading read(long line, Map<String, String> named, List<String> cells) {
    return new PersonReader(line, named, cells).read();
  }

  /** Whether a column says whom to call. */
  static boolean isNumber(String column) {
    return column.equals(TO_NUMBER) || column.equals(PHONE);
  }

  private Reading read() {
    var number = number();
    var externalId = externalId();
    var timezone = timezone();
    var variables = variables();
    return reject == null
        ? new Person(line, number, externalId, timezone, variables, cells)
        : reject;
  }

  private String number() {
    var phone = named.getOrDefault(PHONE, "").strip();
    var column = named.getOrDefault(TO_NUMBER, "").isBlank() ? PHONE : TO_NUMBER;
    var number = named.getOrDefault(column, "").strip();
    if (!phone.isEmpty() && !phone.equals(number)) {
      refuse(PHONE, "Another number than to_number");
    }
    PhoneNumbers.problem(number).ifPresent(problem -> refuse(column, problem));
    return number;
  }

  private @Nullable String externalId() {
    var id = named.getOrDefault(EXTERNAL_ID, "").strip();
    check(EXTERNAL_ID, id);
    if (id.length() > EXTERNAL_ID_MAX) {
      refuse(EXTERNAL_ID, "Longer than " + EXTERNAL_ID_MAX + " characters");
    }
    return id.isEmpty() ? null : id;
  }

  private @Nullable String timezone() {
    var zone = named.getOrDefault(TIMEZONE, "").strip();
    if (!zone.isEmpty() && !WindowReader.isZone(zone)) {
      refuse(TIMEZONE, "No IANA time zone such as Europe/Berlin");
    }
    return zone.isEmpty() ? null : zone;
  }

  private Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    int length = 0;
    for (var cell : named.entrySet()) {
      if (!isOurs(cell.getKey()) && !cell.getValue().isEmpty()) {
        if (!isName(cell.getKey())) {
          refuse(Reject.WHOLE_ROW, "A variable's name must have 1 to " + NAME_MAX + " characters");
        }
        check(cell.getKey(), cell.getValue());
        variables.put(cell.getKey(), cell.getValue());
        length += cell.getKey().length() + cell.getValue().length();
      }
    }
    if (reject == null
        && length > ROW_MAX_BYTES / BYTES_PER_CHARACTER
        && Json.bytes(variables).length > ROW_MAX_BYTES) {
      refuse(Reject.WHOLE_ROW, "More than " + ROW_MAX_BYTES + " bytes of JSON in all");
    }
    return variables;
  }

  private void check(String column, String text) {
    if (text.startsWith("=")) {
      refuse(column, "A formula, not a value");
    } else if (text.length() > CELL_MAX) {
      refuse(column, "Longer than " + CELL_MAX + " characters");
    } else if (!Storable.isStorable(text)) {
      refuse(column, "Holds U+0000 or half of a surrogate pair");
    }
  }

  /** The first thing wrong is enough to mend the row by. */
  private void refuse(String column, String reason) {
    if (reject == null) {
      reject = new Reject(line, column, reason, cells);
    }
  }

  /** Whether a variable may be called so. */
  static boolean isName(String name) {
    return !name.isBlank() && name.length() <= NAME_MAX && Storable.isStorable(name);
  }

  /** Whether a column is no variable. */
  static boolean isOurs(String column) {
    return isNumber(column) || column.equals(EXTERNAL_ID) || column.equals(TIMEZONE);
  }
}
