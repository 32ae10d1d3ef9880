package io.callstream.gateway.dialling;

import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.JsonRequests;
import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
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

  private final JsonRequests requests;
  private final Switches switches;
  private final DispatcherLine dispatcher;

  DiallingController(JsonRequests requests, Switches switches, DispatcherLine dispatcher) {
    this.requests = requests;
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
  ResponseEntity<Object> stop(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return turned(request, () -> switches.stop(apiKeyId));
  }

  /** Starts it again, and reopens a line that 401, 402 or duplicates have shut. */
  @PostMapping("/start")
  ResponseEntity<Object> start(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return turned(request, () -> switches.start(apiKeyId));
  }

  private ResponseEntity<Object> turned(HttpServletRequest request, Runnable turn) {
    return requests.answerWithoutBody(
        request,
        () -> {
          turn.run();
          return ResponseEntity.ok(show());
        });
  }

  /** Releases the restore guard, if it may be released. */
  @PostMapping("/guard/release")
  ResponseEntity<Object> release(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return requests.answerWithoutBody(request, () -> release(apiKeyId));
  }

  private ResponseEntity<Object> release(String apiKeyId) {
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
