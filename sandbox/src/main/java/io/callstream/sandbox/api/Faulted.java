package io.callstream.sandbox.api;

import io.callstream.sandbox.fault.Fault;
import io.callstream.sandbox.fault.Faults;
import io.callstream.sandbox.http.Reply;
import io.callstream.sandbox.http.Request;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Sets faults, and lets them befall Retell's routes. */
final class Faulted {

  private final Faults faults;
  private final InstantSource clock;

  Faulted(Faults faults, InstantSource clock) {
    this.faults = faults;
    this.clock = clock;
  }

  /** {@code PUT /sandbox/faults}: these in place of all that were set. */
  Reply set(Request request) {
    try {
      var body = request.body();
      if (body.isEmpty()) {
        return Reply.error(413, "Request body too large");
      }
      faults.set(FaultsBody.read(body.get().bytes(), clock.instant()));
      return shown();
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  /** {@code GET /sandbox/faults}: those that may still happen. */
  Reply shown() {
    var shown = JsonNodeFactory.instance.objectNode();
    var list = shown.putArray("faults");
    for (var fault : faults.set()) {
      var until = fault.span().until();
      list.addObject()
          .put("kind", fault.kind().wire())
          .put("path", fault.target().path())
          .put("number", fault.target().number())
          .put("event", fault.target().event())
          .put("probability", fault.probability())
          .put("times", fault.left())
          .put("status", fault.effect().status())
          .put("delay_ms", fault.effect().delay().toMillis())
          .put("from", fault.span().from().toString())
          .put("until", until == null ? null : until.toString());
    }
    return new Reply.JsonReply(200, shown);
  }

  /**
   * Answers a request, or does what befalls it.
   *
   * @param creating null unless it makes a phone ring
   * @param usual does what was asked for
   */
  Reply answer(Request request, byte[] body, @Nullable Creating creating, Supplier<Reply> usual) {
    var fault = faults.ofRequest(new Fault.Subject(request.path(), number(body), null));
    if (fault.isEmpty()) {
      return usual.get();
    }
    var effect = fault.get().effect();
    return switch (fault.get().kind()) {
      case OUTAGE ->
          creating == null ? new Reply.Cut() : creating.refuse(body, null, new Reply.Cut());
      case REFUSED -> {
        var refusal = Reply.error(effect.status(), "The sandbox was told to answer this");
        yield creating == null ? refusal : creating.refuse(body, effect.status(), refusal);
      }
      case ANSWER_LOST -> {
        if (creating != null) {
          creating.create(body, false);
        } else {
          var _ = usual.get();
        }
        yield new Reply.Cut();
      }
      case ANSWER_SLOW -> new Reply.Slow(usual.get(), effect.delay());
      case WEBHOOK_DROPPED, WEBHOOK_LATE, WEBHOOK_REORDERED, WEBHOOK_REPEATED -> usual.get();
    };
  }

  private static @Nullable String number(byte[] body) {
    var number = CreateBody.hint(body, "to_number");
    return number.isEmpty() ? null : number;
  }
}
