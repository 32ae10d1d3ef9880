package io.callstream.gateway.retellapi.list;

import static io.callstream.gateway.retellapi.list.Refused.unless;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Retell's {@code call_status} as {@code CallView} shows it. Pure. */
final class Statuses {

  private static final Map<String, String> SQL =
      Map.of(
          "registered", "c.status in ('initiated', 'ringing')",
          "ongoing", "c.status = 'in_progress'",
          "ended", over("ended", "c.status in ('completed', 'cancelled')"),
          "not_connected",
              over(
                  "not_connected",
                  "c.status = 'failed' and c.error_code is distinct from 'abandoned'"
                      + " and c.error_code is distinct from 'lost'"),
          "error", over("error", "c.status = 'failed' and c.error_code in ('abandoned', 'lost')"));

  private Statuses() {}

  static Condition in(String[] statuses) throws Refused {
    for (var status : statuses) {
      unless(
          SQL.containsKey(status),
          "call_status is one of " + SQL.keySet().stream().sorted().toList());
    }
    return Condition.of(
        Arrays.stream(statuses).map(SQL::get).collect(Collectors.joining(" or ", "(", ")")));
  }

  /** Retell's own word where it has said one, else ours. */
  private static String over(String word, String unsaid) {
    return "(c.status in ('completed', 'failed', 'cancelled') and (c.retell_status = '"
        + word
        + "' or (coalesce(c.retell_status, '') not in ('ended', 'not_connected', 'error') and "
        + unsaid
        + ")))";
  }
}
