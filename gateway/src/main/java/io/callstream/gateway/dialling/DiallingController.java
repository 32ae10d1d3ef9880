package io.callstream.gateway.dialling;

import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stops and starts all dialling, and shows what holds it. */
@RestController
@RequestMapping("/api/v1/dialling")
final class DiallingController {

  private final Switches switches;
  private final DispatcherLine dispatcher;

  DiallingController(Switches switches, DispatcherLine dispatcher) {
    this.switches = switches;
    this.dispatcher = dispatcher;
  }

  /** How things stand. */
  @GetMapping
  Dialling show() {
    return new Dialling(switches.stopped(), dispatcher.line(), dispatcher.guard().guard());
  }

  /** Stops all dialling; in force when this is answered. */
  @PostMapping("/stop")
  Dialling stop(@RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    switches.stop(apiKeyId);
    return show();
  }

  /** Starts it again, and reopens a line that 401, 402 or duplicates have shut. */
  @PostMapping("/start")
  Dialling start(@RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    switches.start(apiKeyId);
    return show();
  }

  /** Releases the restore guard, if it may be released. */
  @PostMapping("/guard/release")
  ResponseEntity<Object> release(@RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    var seen = dispatcher.guard();
    if (seen.id() == null || !seen.guard().shut() || !seen.guard().releasable()) {
      return Problem.of(
              HttpStatus.CONFLICT,
              seen.guard().shut()
                  ? "The restore guard cannot be released yet: calls of before may still ring"
                  : "The restore guard is not shut")
          .answer();
    }
    switches.release(seen.id(), apiKeyId);
    return ResponseEntity.ok(show());
  }
}
