package io.callstream.gateway.rule;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids in addresses. */
public final class Ids {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Ids() {}

  /** The id that a text is; empty when it is none. */
  public static Optional<UUID> read(String text) {
    return UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
