package io.callstream.gateway.webcall;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.gateway.provider.Provider;
import io.callstream.retell.RetellCall;
import io.callstream.retell.pass.PassAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes web calls: a place in the budget, then Retell, then known to us, then answered. Should we
 * fail in between, nobody has the token, Retell ends the call unjoined, and its webhooks name it as
 * ours.
 */
@Component
public final class WebCalls {

  private static final Logger log = LoggerFactory.getLogger(WebCalls.class);

  /** What Retell gives a browser when it does not say (Retell docs). */
  private static final Duration JOIN_WINDOW = Duration.ofSeconds(30);

  /** What no provider means by it is not stored as a time. */
  private static final Duration JOIN_WINDOW_MAX = Duration.ofHours(1);

  private final Provider provider;
  private final WebSlots slots;
  private final WebCallBook book;
  private final Needs needs;

  /** What is not the same in every process. */
  @Component
  record Needs(WebCallSettings settings, InstantSource clock, Supplier<UUID> ids) {}

  WebCalls(Provider provider, WebSlots slots, WebCallBook book, Needs needs) {
    this.provider = provider;
    this.slots = slots;
    this.book = book;
    this.needs = needs;
  }

  /** What came of it. */
  public sealed interface Result {

    /**
     * A browser may join it.
     *
     * @param answer Retell's own, its token included
     */
    record Made(WebCallMade call, ObjectNode answer) implements Result {

      /** Without the token. */
      @Override
      public String toString() {
        return "Made[" + call.callId() + "]";
      }
    }

    /** A person has stopped all dialling, web calls too. */
    record Stopped() implements Result {}

    /** As many calls run as may; a later try may find room. */
    record NoSlot() implements Result {}

    /** Retell said no. */
    record Refused(PassAnswer.Refused answer) implements Result {}

    /** Retell or we did not answer as we should; a call that was made nobody can join. */
    record Failed(PassAnswer.Unavailable answer) implements Result {}
  }

  /** Makes a web call by the route of the version that is set. */
  public Result make(NewWebCall wanted, String createdBy) {
    return make(wanted, createdBy, needs.settings().version());
  }

  /**
   * Makes a web call.
   *
   * @param version {@code v2} or {@code v3}, which decides what Retell answers
   */
  public Result make(NewWebCall wanted, String createdBy, String version) {
    if (book.stopped()) {
      return new Result.Stopped();
    }
    var ids = new NewWebCall.Ids(needs.ids().get(), needs.ids().get());
    if (!slots.take(ids.requestId())) {
      return new Result.NoSlot();
    }
    var requestedAt = needs.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var body = wanted.asked(ids, needs.settings().installation());
    return switch (provider.ask("POST", "/" + version + "/create-web-call", body)) {
      case PassAnswer.Refused refused -> {
        slots.giveBack(ids.requestId());
        yield new Result.Refused(refused);
      }
      case PassAnswer.Unavailable none -> {
        if (!none.asked()) {
          slots.giveBack(ids.requestId());
        }
        yield new Result.Failed(none);
      }
      case PassAnswer.Done(int _, ObjectNode answer) when usable(answer) ->
          enter(
              wanted.made(
                  ids,
                  answer.path("call_id").stringValue(),
                  joinBefore(answer, requestedAt),
                  createdBy,
                  requestedAt),
              answer);
      case PassAnswer.Done _ -> {
        log.warn("Retell answered a web call without call_id and token: nobody can join it");
        yield new Result.Failed(new PassAnswer.Unavailable("an answer without call_id and token"));
      }
    };
  }

  private Result enter(WebCallMade call, ObjectNode answer) {
    return switch (book.enter(call)) {
      case WebCallBook.Entry.Known(var known) -> {
        if (!known.requestId().equals(call.requestId())) {
          slots.giveBack(call.requestId());
        }
        yield new Result.Made(known, answer);
      }
      case WebCallBook.Entry.Stopped _ -> new Result.Stopped();
      case WebCallBook.Entry.Lost _ ->
          new Result.Failed(
              new PassAnswer.Unavailable("the call was made and could not be stored here"));
    };
  }

  private static boolean usable(ObjectNode answer) {
    return RetellCall.of(answer).isPresent() && answer.path("access_token").isString();
  }

  private static Instant joinBefore(ObjectNode answer, Instant requestedAt) {
    var latest = requestedAt.plus(JOIN_WINDOW_MAX).toEpochMilli();
    var expires = answer.path("expires_at");
    return expires.isIntegralNumber() && expires.canConvertToLong() && expires.longValue() > 0
        ? Instant.ofEpochMilli(Math.min(expires.longValue(), latest))
        : requestedAt.plus(JOIN_WINDOW);
  }
}
