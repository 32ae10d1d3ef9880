package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.contracts.ErrorCode;
import io.callstream.retell.RetellCall;
import org.jspecify.annotations.Nullable;

/** That a dial is over, and who says so. */
public sealed interface End {

  /** Retell's webhook; the reason is Retell's own. */
  record Reported(@Nullable String reason) implements End {}

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

  /** Retell's reason, or our error code; null when Retell gave none. */
  default @Nullable String reason() {
    return switch (this) {
      case Reported reported -> reported.reason();
      case Asked asked -> asked.call().disconnectionReason();
      case Assumed assumed -> assumed.code().wire();
    };
  }
}
