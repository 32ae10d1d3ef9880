package io.callstream.gateway.call;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The condition of a list and its parameters, so written that each filter is answered by the index
 * that the projector keeps for it. Pure but for the look-up of an id.
 *
 * @param sql with named parameters
 * @param values of these
 */
record ListConditions(String sql, Map<String, Object> values) {

  /** For each query parameter its condition, with the value as a parameter of the same name. */
  private static final Map<String, String> EQUALITIES =
      Map.of(
          "outcome", "outcome = :outcome",
          "agent_id", "agent_id = :agent_id",
          "to_number", "to_number = :to_number",
          "from_number", "from_number = :from_number",
          "campaign_id", "campaign_id = :campaign_id",
          "disconnection_reason", "disconnection_reason = :disconnection_reason",
          "since", "requested_at >= :since",
          "until", "requested_at < :until");

  /**
   * No index speaks of the status, which changes too often; each says something of the outcome, to
   * the letter as the index has it.
   */
  static final Map<String, String> STATUSES =
      Map.of(
          "initiated", "outcome is null",
          "ringing", "outcome is null",
          "in_progress", "outcome is null",
          "completed", "outcome in ('answered', 'transferred', 'voicemail', 'failed')",
          "failed",
              "outcome in ('no_answer', 'busy', 'declined', 'invalid', 'not_joined', 'failed',"
                  + " 'unknown')",
          "cancelled", "outcome = 'cancelled'");

  /**
   * Of a filter.
   *
   * @param alias our id of a call by another id it has, such as Retell's
   */
  static ListConditions of(CallFilter filter, Function<String, Optional<UUID>> alias) {
    var all = new ArrayList<String>(List.of("true"));
    var values = new LinkedHashMap<String, Object>();
    filter
        .conditions()
        .forEach((name, value) -> {
          switch (name) {
            case "q" -> all.add(search(String.valueOf(value), alias, values));
            case "status" -> {
              all.add("status = :status and " + STATUSES.getOrDefault(value, "true"));
              values.put(name, value);
            }
            // Written out: the index of web calls is for this text alone.
            case "call_type" -> all.add("call_type = '" + value + "'");
            default -> {
              all.add(EQUALITIES.getOrDefault(name, "false"));
              values.put(name, sqlValue(value));
            }
          }
        });
    var after = filter.after();
    if (after != null) {
      all.add("(requested_at, call_id) < (:afterAt, :afterId)");
      values.put("afterAt", sqlValue(after.requestedAt()));
      values.put("afterId", after.callId());
    }
    return new ListConditions(String.join(" and ", all), values);
  }

  /** An id is looked up; anything else is part of a number or of a name. */
  private static String search(
      String q, Function<String, Optional<UUID>> alias, Map<String, Object> values) {
    var named = alias.apply(q);
    named.ifPresent(id -> values.put("qAlias", id));
    var byAlias = named.isPresent() ? " or call_id = :qAlias" : "";
    var id = uuid(q);
    if (id.isPresent()) {
      values.put("qId", id.get());
      return "(call_id = :qId or request_id = :qId" + byAlias + ")";
    }
    values.put("qText", "%" + escaped(q.strip().toLowerCase(Locale.ROOT)) + "%");
    values.put("qNumber", q.replace(' ', '+'));
    return "(search_text like :qText or from_number = :qNumber" + byAlias + ")";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  private static Optional<UUID> uuid(String text) {
    return Calls.UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  private static Object sqlValue(Object value) {
    return value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value;
  }
}
