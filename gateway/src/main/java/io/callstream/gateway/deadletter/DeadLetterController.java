package io.callstream.gateway.deadletter;

import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.JsonBody;
import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Shows dead letters, sends them again, sets them aside. */
@RestController
@RequestMapping(path = "/api/v1/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
final class DeadLetterController {

  private final LetterBook letters;
  private final Working working;
  private final BodyReader bodies;

  DeadLetterController(LetterBook letters, Working working, BodyReader bodies) {
    this.letters = letters;
    this.working = working;
    this.bodies = bodies;
  }

  /** A page of a list. */
  record Page(List<ObjectNode> items, @Nullable String nextCursor) {}

  /** How many are open, by topic and reason. */
  record Summary(List<ObjectNode> items) {}

  /** A page, newest first. */
  @GetMapping
  @QueryParameters({"topic", "reason", "state", "cursor", "limit"})
  ResponseEntity<Object> list(@RequestAttribute(Query.ATTRIBUTE) Query query) {
    return switch (LetterFilter.read(query)) {
      case LetterFilter.Reading.Wanted wanted -> ResponseEntity.ok(page(wanted.filter()));
      case LetterFilter.Reading.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
    };
  }

  /** How many are open, by topic and reason. */
  @GetMapping("/summary")
  Summary summary() {
    return new Summary(letters.summary());
  }

  /** One with its payload and cause. */
  @GetMapping("/{id}")
  ResponseEntity<Object> show(@PathVariable("id") String id) {
    return withId(id, number -> shown(number));
  }

  /** Sends one to its topic again. */
  @PostMapping("/{id}/redrive")
  ResponseEntity<Object> redriveOne(
      @PathVariable("id") String id, @RequestAttribute(ApiKeyId.ATTRIBUTE) String by) {
    return withId(id, number -> one(number, redrive(Selection.of(number), by)));
  }

  /** Sets one aside; the body says why. */
  @PostMapping(path = "/{id}/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> discardOne(
      @PathVariable("id") String id,
      HttpServletRequest request,
      @RequestAttribute(ApiKeyId.ATTRIBUTE) String by) {
    return withId(
        id,
        number ->
            with(
                request,
                object -> object.set("ids", object.arrayNode().add(number)),
                true,
                (chosen, note) ->
                    one(number, ResponseEntity.ok(working.discard(chosen, note, by)))));
  }

  /** Sends many to their topics again, by their ids, their topic or their reason. */
  @PostMapping(path = "/redrive", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> redrive(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String by) {
    return with(request, _ -> {}, false, (chosen, _) -> redrive(chosen, by));
  }

  /** Sets many aside; the body says which and why. */
  @PostMapping(path = "/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> discard(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String by) {
    return with(
        request,
        _ -> {},
        true,
        (chosen, note) -> ResponseEntity.ok(working.discard(chosen, note, by)));
  }

  private Page page(LetterFilter filter) {
    var found = letters.page(filter);
    boolean more = found.size() > filter.limit();
    var items = more ? found.subList(0, filter.limit()) : found;
    return new Page(items, more ? items.getLast().path("id").asString() : null);
  }

  private ResponseEntity<Object> redrive(Selection chosen, String by) {
    try {
      return ResponseEntity.ok(working.redrive(chosen, by));
    } catch (Working.NotTaken _) {
      return Problem.unavailable("Kafka does not take them; those not sent are still open")
          .answer();
    }
  }

  /** The letter as it is now; 409 when somebody had decided before. */
  private ResponseEntity<Object> one(long id, ResponseEntity<Object> answer) {
    if (answer.getBody() instanceof Working.Done done) {
      return done.done() > 0
          ? shown(id)
          : letters
              .letter(id)
              .map(_ -> Problem.of(HttpStatus.CONFLICT, "It is not open any more").answer())
              .orElseGet(DeadLetterController::unknown);
    }
    return answer;
  }

  private ResponseEntity<Object> shown(long id) {
    return letters
        .letter(id)
        .<ResponseEntity<Object>>map(ResponseEntity::ok)
        .orElseGet(DeadLetterController::unknown);
  }

  private interface ById {
    ResponseEntity<Object> answer(long id);
  }

  private static ResponseEntity<Object> withId(String id, ById answer) {
    try {
      return answer.answer(Long.parseLong(id));
    } catch (NumberFormatException _) {
      return unknown();
    }
  }

  private static ResponseEntity<Object> unknown() {
    return Problem.of(HttpStatus.NOT_FOUND, "No dead letter has this id").answer();
  }

  private interface Completing {
    void complete(ObjectNode body);
  }

  private ResponseEntity<Object> with(
      HttpServletRequest request,
      Completing completing,
      boolean needsNote,
      BiFunction<Selection, @Nullable String, ResponseEntity<Object>> act) {
    return bodies.read(
        request,
        BodyLimits.API_BYTES,
        body -> {
          if (!(body instanceof Body.Whole whole)) {
            return Body.problem(body).answer();
          }
          return switch (JsonBody.read(whole.bytes())) {
            case JsonBody.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
            case JsonBody.Document document -> {
              completing.complete(document.object());
              yield switch (Selection.read(document.object(), needsNote)) {
                case Selection.Reading.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
                case Selection.Reading.Wanted wanted ->
                    act.apply(wanted.selection(), wanted.note());
              };
            }
          };
        });
  }
}
