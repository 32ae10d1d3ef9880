package io.callstream.projector.fold;

import static io.callstream.projector.fold.Field.Type.INTEGER;
import static io.callstream.projector.fold.Field.Type.JSON;
import static io.callstream.projector.fold.Field.Type.TEXT;
import static io.callstream.projector.fold.Field.Type.TIME;
import static io.callstream.projector.fold.Field.Type.UUID;
import static io.callstream.projector.fold.Order.EARLIEST;
import static io.callstream.projector.fold.Order.END;
import static io.callstream.projector.fold.Order.REQUEST_FIRST;
import static io.callstream.projector.fold.Order.RETELL_FIRST;

import java.util.Locale;

/**
 * The columns of {@code calls.retell_calls} whose value is said by a signal, in the order of the
 * table, each with the order that decides between two values (DESIGN.md: "every field has an
 * authority order"). The columns that are left out are made by {@link StatusMapping}, or count
 * facts.
 */
public enum Field implements Key {
  REQUEST_ID(UUID, REQUEST_FIRST),
  CAMPAIGN_ID(UUID, REQUEST_FIRST),
  ATTEMPT(INTEGER, REQUEST_FIRST),
  RETELL_CALL_ID(TEXT, RETELL_FIRST),
  CALL_TYPE(TEXT, RETELL_FIRST),
  DIRECTION(TEXT, RETELL_FIRST),
  AGENT_ID(TEXT, RETELL_FIRST),
  FROM_NUMBER(TEXT, REQUEST_FIRST),
  TO_NUMBER(TEXT, REQUEST_FIRST),
  RETELL_STATUS(TEXT, END),
  DISCONNECTION_REASON(TEXT, END),
  VARIABLES(JSON, REQUEST_FIRST),
  METADATA(JSON, REQUEST_FIRST),
  CREATED_BY(TEXT, REQUEST_FIRST),
  REQUESTED_AT(TIME, EARLIEST),
  PLACED_AT(TIME, EARLIEST),
  STARTED_AT(TIME, RETELL_FIRST),
  ENDED_AT(TIME, END),
  DURATION_MS(INTEGER, END),
  RECORDING_URL(TEXT, RETELL_FIRST),
  PUBLIC_LOG_URL(TEXT, RETELL_FIRST),
  TRANSCRIPT(TEXT, RETELL_FIRST),
  TRANSCRIPT_OBJECT(JSON, RETELL_FIRST),
  TRANSCRIPT_WITH_TOOL_CALLS(JSON, RETELL_FIRST),
  CALL_ANALYSIS(JSON, RETELL_FIRST),
  CALL_COST(JSON, RETELL_FIRST),
  LATENCY(JSON, RETELL_FIRST);

  /** How a value is stored. */
  public enum Type {
    UUID,
    INTEGER,
    TEXT,
    TIME,
    JSON
  }

  private final Type type;
  private final Order order;
  private final String id = name().toLowerCase(Locale.ROOT);

  Field(Type type, Order order) {
    this.type = type;
    this.order = order;
  }

  public Type type() {
    return type;
  }

  Order order() {
    return order;
  }

  /** Large, in no event, and therefore not read back for a fold: its stamp is enough. */
  public boolean leftUnread() {
    return this == TRANSCRIPT_OBJECT || this == TRANSCRIPT_WITH_TOOL_CALLS;
  }

  /** The column's name. */
  @Override
  public String id() {
    return id;
  }

  static Field of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
