package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.contracts.ErrorCode;
import io.callstream.retell.RetellCall;
import io.callstream.retell.ending.Ending;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That a dial is over, and who says so. */
public sealed interface End {

  /**
   * Retell's webhook; the reason is Retell's own.
   *
   * @param durationMs of the talk; null when it was not said
   */
  record Reported(@Nullable String reason, @Nullable Long durationMs) implements End {

    /** Without a word on the talk. */
    public Reported(@Nullable String reason) {
      this(reason, null);
    }
  }

  /** Retell's answer to a question. */
  record Asked(RetellCall call) implements End {}

  /** Nobody: we assume it. It may have rung (MECHANISMS.md C2). */
  record Assumed(ErrorCode code, String message) implements End {}

  /** Who says so, as signals and columns name it. */
  default Source source() {
    return switch (this) {
      case Reported _ -> Source.WEBHOOK;
      case Asked _ -> Source.ASKED;
      case Assumed _ -> Source.ASSUMED;
    };
  }

  /** What it means; an assumed end means no more than its code. */
  default Optional<Ending> ending() {
    return switch (this) {
      case Reported reported -> Optional.of(Ending.of("ended", reported.reason()));
      case Asked asked -> Optional.of(Ending.of(asked.call()));
      case Assumed _ -> Optional.empty();
    };
  }

  /** How long was talked, as far as Retell said. */
  default @Nullable Long talkedMs() {
    return switch (this) {
      case Reported reported -> reported.durationMs();
      case Asked asked -> asked.call().durationMs();
      case Assumed _ -> null;
    };
  }

  /** Retell's reason, or our error code; null when Retell gave none. */
  default @Nullable String reason() {
    return switch (this) {
      case Reported reported -> reported.reason();
      case Asked asked -> asked.call().disconnectionReason();
      case Assumed assumed -> assumed.code().wire();
    };
  }
}
