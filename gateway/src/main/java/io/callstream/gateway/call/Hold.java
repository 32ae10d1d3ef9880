package io.callstream.gateway.call;

import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a call that could be dialled is not.
 *
 * @param code one of CONTRACT.md's hold codes
 * @param text for people
 * @param until when it may lift, where that is known
 */
record Hold(String code, String text, @Nullable Instant until) {

  /** A person has stopped all dialling; wins over whatever else holds a call. */
  static final Hold STOP_ALL =
      new Hold(HoldCode.STOP_ALL.wire(), "All dialling has been stopped", null);

  /** Its request is on its way: a dispatcher that is away, or behind, knows nothing of it. */
  static final Hold NOT_TAKEN =
      new Hold(HoldCode.PACED.wire(), "The dispatcher has not taken it yet", null);

  private static final Hold TURN = new Hold(HoldCode.PACED.wire(), "Its turn comes next", null);

  static Hold scheduled(Instant dueAt) {
    return new Hold(HoldCode.SCHEDULED.wire(), "It is not due yet", dueAt);
  }

  /**
   * The hold in force of a call that has not started.
   *
   * @param said what the dispatcher says of it, or that it has not taken it; null for a call that
   *     it is dialling
   * @param stopped whether all dialling is; the dispatcher may have seen that before or not yet
   */
  static @Nullable Hold inForce(@Nullable Hold said, boolean stopped) {
    if (said == null) {
      return null;
    }
    if (!stopped) {
      return said.code.equals(STOP_ALL.code) ? TURN : said;
    }
    // Stopping all does not hold what may be ringing already.
    return said.code.equals(HoldCode.UNKNOWN_OUTCOME.wire()) ? said : STOP_ALL;
  }

  /**
   * The same of a call of a campaign, whose state wins, and may have changed since.
   *
   * @param state the gateway's own
   */
  Hold ofCampaign(String state) {
    if (code.equals(HoldCode.UNKNOWN_OUTCOME.wire())) {
      return this;
    }
    return switch (state) {
      case "running" -> isOfState() ? TURN : this;
      case "draft" ->
          new Hold(HoldCode.NOT_STARTED.wire(), "The campaign has not been started", null);
      default -> new Hold(HoldCode.PAUSED.wire(), "The campaign is " + state, null);
    };
  }

  private boolean isOfState() {
    return code.equals(HoldCode.PAUSED.wire()) || code.equals(HoldCode.NOT_STARTED.wire());
  }

  ObjectNode toJson() {
    return Json.mapper()
        .createObjectNode()
        .put("code", code)
        .put("text", text)
        .put("until", until == null ? null : Json.text(until));
  }
}
