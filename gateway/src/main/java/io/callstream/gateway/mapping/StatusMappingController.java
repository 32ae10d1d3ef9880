package io.callstream.gateway.mapping;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;
import io.callstream.retell.ending.DisconnectionReason;
import io.callstream.retell.ending.DisconnectionReasons;
import java.util.List;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what each of Retell's disconnection reasons is taken for (DESIGN.md, Projector). */
@RestController
final class StatusMappingController {

  /**
   * The whole table.
   *
   * @param version changes whenever a row does
   */
  record StatusMapping(String version, List<Row> reasons) {}

  /**
   * What a reason is taken for.
   *
   * @param retry {@code later}, {@code soon}, {@code never} or {@code stop_the_line}
   * @param current false for one that Retell no longer sends but old calls have
   */
  record Row(String reason, CallStatus status, Outcome outcome, String retry, boolean current) {}

  /** The table that this gateway was built with. */
  @GetMapping("/api/v1/status-mapping")
  StatusMapping show() {
    return new StatusMapping(
        DisconnectionReasons.VERSION,
        DisconnectionReasons.all().stream().map(StatusMappingController::row).toList());
  }

  private static Row row(DisconnectionReason reason) {
    return new Row(
        reason.name(),
        reason.status(),
        reason.outcome(),
        reason.retry().name().toLowerCase(Locale.ROOT),
        reason.current());
  }
}
