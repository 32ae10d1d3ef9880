package io.callstream.sandbox.call;

import io.callstream.sandbox.time.Pace;
import io.callstream.sandbox.time.Timeline;
import io.callstream.sandbox.webhook.Postman;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Lives each call through: ring, talk, end, analysis; and has its webhooks sent. */
public final class Life {

  /** How long a browser has to join a web call, at any {@code SANDBOX_SPEED}. */
  public static final Duration JOIN_WINDOW = Duration.ofSeconds(30);

  private final Calls calls;
  private final Postman postman;
  private final Delivery delivery;
  private final Timeline timeline;
  private final Pace pace;
  private final InstantSource clock;

  /**
   * What brings webhooks.
   *
   * @param delivery with the faults that are set; what a number's behaviour asks for goes past it
   */
  public record Mail(Postman postman, Delivery delivery) {}

  public Life(Calls calls, Mail mail, Timeline timeline, Pace pace, InstantSource clock) {
    this.calls = calls;
    this.postman = mail.postman();
    this.delivery = mail.delivery();
    this.timeline = timeline;
    this.pace = pace;
    this.clock = clock;
  }

  /** Makes the phone ring. */
  public PretendCall begin(String id, CallRequest request, Behaviour behaviour) {
    var call = calls.begin(id, request, behaviour);
    timeline.after(pace.about(behaviour.story().ring()), () -> afterRing(call));
    return call;
  }

  /** Lets a web call wait for its browser; nobody comes after {@link #JOIN_WINDOW}. */
  public PretendCall await(String id, CallRequest.Web request) {
    return await(id, request, Behaviour.WEB_CALL, JOIN_WINDOW, "error_user_not_joined");
  }

  /** Lets a registered call wait for the telephony that connects it. */
  public PretendCall await(String id, CallRequest.Registered request) {
    return await(
        id, request, Behaviour.REGISTERED_CALL, Story.REGISTERED_WINDOW, "registered_call_timeout");
  }

  /** A browser joins a web call that waits for it; empty when it does not wait. */
  public Optional<PretendCall> join(String id, String accessToken) {
    var joined =
        calls.move(
            id,
            call ->
                call.ringing()
                    && call.request() instanceof CallRequest.Web web
                    && web.accessToken().equals(accessToken),
            waiting -> waiting.started(clock.instant()));
    joined.ifPresent(this::talk);
    return joined;
  }

  private PretendCall await(
      String id, CallRequest request, Behaviour behaviour, Duration window, String otherwise) {
    var call = calls.begin(id, request, behaviour);
    timeline.after(
        window,
        () ->
            calls
                .move(
                    id,
                    PretendCall::ringing,
                    waiting -> waiting.ended("error", otherwise, clock.instant()))
                .ifPresent(this::afterEnd));
    return call;
  }

  /** Hangs up a call that talks; empty when it does not. */
  public Optional<PretendCall> stop(String id) {
    var stopped =
        calls.move(
            id,
            PretendCall::talking,
            call -> call.ended("ended", "manual_stopped", clock.instant()));
    stopped.ifPresent(this::afterEnd);
    return stopped;
  }

  private void afterRing(PretendCall call) {
    var story = call.behaviour().story();
    if (!story.connects()) {
      calls
          .move(
              call.id(),
              PretendCall::ringing,
              ringing -> ringing.ended(story.endStatus(), story.reason(), clock.instant()))
          .ifPresent(this::afterEnd);
      return;
    }
    calls
        .move(call.id(), PretendCall::ringing, ringing -> ringing.started(clock.instant()))
        .ifPresent(this::talk);
  }

  private void talk(PretendCall started) {
    tell(started, "call_started");
    timeline.after(pace.about(started.behaviour().story().talk()), () -> afterTalk(started));
  }

  private void afterTalk(PretendCall call) {
    var story = call.behaviour().story();
    calls
        .move(
            call.id(),
            PretendCall::talking,
            talking -> talking.ended(story.endStatus(), story.reason(), clock.instant()))
        .ifPresent(this::afterEnd);
  }

  private void afterEnd(PretendCall ended) {
    tell(ended, "call_ended");
    timeline.after(
        pace.exactly(Story.ANALYSIS),
        () ->
            calls
                .move(ended.id(), call -> !call.analysed(), PretendCall::analysedNow)
                .ifPresent(analysed -> tell(analysed, "call_analyzed")));
  }

  private void tell(PretendCall call, String event) {
    switch (call.behaviour().delivery()) {
      case ONCE -> delivery.send(call, event, CallJson.webhook(event, call));
      case TWICE -> {
        // Two that are signed in one millisecond would be one to a receiver that knows signatures.
        var body = CallJson.webhook(event, call);
        postman.sendInOrder(List.of(body, body));
      }
      case LATE ->
          postman.sendLate(CallJson.webhook(event, call), pace.exactly(Story.LATENESS), timeline);
      case BACKWARDS -> {
        if (call.analysed()) {
          postman.sendInOrder(CallJson.webhooksBackwards(call));
        }
      }
      case NONE -> {
        // Its end is only to be had by asking.
      }
    }
  }
}
