package io.callstream.gateway.retellapi.list;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids of calls, which may be ours or Retell's. Pure. */
final class CallIds {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private CallIds() {}

  static Condition in(String id) {
    var ours = ours(id);
    return ours == null
        ? Condition.of("c.retell_call_id = ?", id)
        : Condition.of("(c.call_id = ? or c.retell_call_id = ?)", ours, id);
  }

  /** The id as one of ours; null when it is none. */
  static @Nullable UUID ours(String id) {
    return UUID_FORM.matcher(id).matches() ? UUID.fromString(id) : null;
  }
}
