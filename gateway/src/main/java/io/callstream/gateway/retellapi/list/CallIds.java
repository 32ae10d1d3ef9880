package io.callstream.gateway.retellapi.list;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids of calls, which may be ours or Retell's. Pure. */
final class CallIds {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** The read model has no index of Retell's ids but that of the aliases. */
  private static final String OF_RETELLS_ID =
      "select a.call_id from calls.api_aliases a where a.retell_call_id = ?";

  private CallIds() {}

  static Condition in(String id) {
    var ours = ours(id);
    return ours == null
        ? Condition.of("c.call_id in (" + OF_RETELLS_ID + ")", id)
        : Condition.of(
            "c.call_id in (select cast(? as uuid) union all " + OF_RETELLS_ID + ")", ours, id);
  }

  /** The id as one of ours; null when it is none. */
  static @Nullable UUID ours(String id) {
    return UUID_FORM.matcher(id).matches() ? UUID.fromString(id) : null;
  }
}
