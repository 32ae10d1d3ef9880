package io.callstream.gateway.retellapi.list;

import java.util.Map;

/**
 * What Retell's filters name, in our columns.
 *
 * @param sql the expression; of a time a timestamp
 */
record Column(Kind kind, String sql) {

  /** What a filter of it may ask. */
  enum Kind {
    TEXT,
    WORD,
    NUMBER,
    TIME,
    TRUTH
  }

  /** What update-call has put in its place wins. */
  private static final String METADATA_SQL = "coalesce(ch.metadata, c.metadata)";

  /** By Retell's names; {@code call_id}, {@code call_status} and the keyed ones stand apart. */
  static final Map<String, Column> ALL =
      Map.ofEntries(
          Map.entry("from_number", new Column(Kind.TEXT, "c.from_number")),
          Map.entry("to_number", new Column(Kind.TEXT, "c.to_number")),
          Map.entry("agent_tag", new Column(Kind.TEXT, "c.raw_extra ->> 'agent_tag'")),
          Map.entry("batch_call_id", new Column(Kind.TEXT, "c.campaign_id::text")),
          Map.entry("call_type", new Column(Kind.WORD, "c.call_type")),
          Map.entry("direction", new Column(Kind.WORD, "c.direction")),
          Map.entry("disconnection_reason", new Column(Kind.WORD, "c.disconnection_reason")),
          Map.entry("user_sentiment", new Column(Kind.WORD, analysis("user_sentiment"))),
          Map.entry(
              "data_storage_setting",
              new Column(
                  Kind.WORD,
                  "coalesce(ch.data_storage_setting, c.raw_extra ->> 'data_storage_setting')")),
          Map.entry("duration_ms", new Column(Kind.NUMBER, "c.duration_ms")),
          Map.entry(
              "combined_cost", new Column(Kind.NUMBER, number("c.call_cost -> 'combined_cost'"))),
          Map.entry("e2e_latency_p50", new Column(Kind.NUMBER, number("c.latency #> '{e2e,p50}'"))),
          Map.entry("start_timestamp", new Column(Kind.TIME, millis("c.started_at"))),
          Map.entry("end_timestamp", new Column(Kind.TIME, millis("c.ended_at"))),
          Map.entry("call_successful", new Column(Kind.TRUTH, analysis("call_successful"))),
          Map.entry("in_voicemail", new Column(Kind.TRUTH, analysis("in_voicemail"))));

  /** A member of what Retell gives with string keys; a placeholder stands for the key. */
  static final Map<String, Column> KEYED =
      Map.of(
          "metadata", new Column(Kind.TEXT, METADATA_SQL + " ->> ?"),
          "dynamic_variables", new Column(Kind.TEXT, "c.variables ->> ?"));

  private static String analysis(String name) {
    return "c.call_analysis ->> '" + name + "'";
  }

  /** Only what is a number: a cast of anything else would end the query. */
  private static String number(String json) {
    return "(case jsonb_typeof(" + json + ") when 'number' then (" + json + ")::numeric end)";
  }

  /** Retell's times are whole milliseconds. */
  private static String millis(String column) {
    return "date_trunc('milliseconds', " + column + ")";
  }
}
