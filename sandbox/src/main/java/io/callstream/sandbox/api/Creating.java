package io.callstream.sandbox.api;

import io.callstream.sandbox.call.Behaviour;
import io.callstream.sandbox.call.CallJson;
import io.callstream.sandbox.call.CallRequest;
import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.Life;
import io.callstream.sandbox.http.Reply;
import io.callstream.sandbox.ledger.Ledger;
import io.callstream.sandbox.ledger.LedgerFailed;
import io.callstream.sandbox.ledger.Received;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/create-phone-call}: first the line in the ledger, on disk; then the phone; then
 * the answer, or none.
 */
final class Creating {

  private final Ledger ledger;
  private final Calls calls;
  private final Life life;
  private final Supplier<String> callIds;
  private final InstantSource clock;
  private final Throttled throttled = new Throttled();

  Creating(Ledger ledger, Calls calls, Life life, Supplier<String> callIds, InstantSource clock) {
    this.ledger = ledger;
    this.calls = calls;
    this.life = life;
    this.callIds = callIds;
    this.clock = clock;
  }

  /** A create that nobody looks into, for its key or its size, is received too. */
  Reply unread(int status, Reply refusal) {
    return refused(null, status, refusal);
  }

  /** A create that is read, and not carried out. */
  Reply refuse(byte[] body, @Nullable Integer status, Reply reply) {
    try {
      return refused(CreateBody.phone(body), status, reply);
    } catch (Refusal refusal) {
      return refused(null, status, reply);
    }
  }

  /**
   * Makes a phone ring, unless it is one that does not.
   *
   * @param answered false when the connection will be cut in place of a 201
   */
  Reply create(byte[] body, boolean answered) {
    CallRequest.Phone request;
    try {
      request = CreateBody.phone(body);
    } catch (Refusal refusal) {
      return refused(null, 400, refusal.reply());
    }
    if (!calls.room()) {
      return refused(request, 429, tooMany());
    }
    var behaviour = Behaviour.of(request.toNumber());
    return switch (behaviour.reply()) {
      case ACCEPT -> accepted(request, behaviour, answered);
      case CUT -> rings(request, behaviour, null, new Reply.Cut());
      case THROTTLE_ONCE ->
          throttled.first(request.toNumber())
              ? refused(request, 429, tooMany())
              : accepted(request, behaviour, answered);
      case FAIL -> refused(request, 500, failure());
      case FAIL_BUT_RING -> rings(request, behaviour, 500, failure());
      case REFUSE ->
          refused(request, 422, Reply.error(422, "Cannot call this number with this account"));
    };
  }

  private Reply accepted(CallRequest.Phone request, Behaviour behaviour, boolean answered) {
    return answered
        ? rings(request, behaviour, 201, null)
        : rings(request, behaviour, null, new Reply.Cut());
  }

  /** No answer given: the call itself is the answer. */
  private Reply rings(
      CallRequest.Phone request,
      Behaviour behaviour,
      @Nullable Integer status,
      @Nullable Reply answer) {
    var id = callIds.get();
    if (!written(request, id, status)) {
      return brokenLedger();
    }
    var call = life.begin(id, request, behaviour);
    return answer == null ? new Reply.JsonReply(201, CallJson.whole(call)) : answer;
  }

  private Reply refused(
      CallRequest.@Nullable Phone request, @Nullable Integer status, Reply refusal) {
    return written(request, null, status) ? refusal : brokenLedger();
  }

  private boolean written(
      CallRequest.@Nullable Phone request, @Nullable String callId, @Nullable Integer status) {
    try {
      ledger.append(
          request == null
              ? new Received(clock.instant(), callId, null, null, null, status)
              : new Received(
                  clock.instant(),
                  callId,
                  request.toNumber(),
                  request.fromNumber(),
                  request.metadata(),
                  status));
      return true;
    } catch (LedgerFailed e) {
      return false;
    }
  }

  /** Nothing rings that is not on disk. */
  private static Reply brokenLedger() {
    return Reply.error(500, "The sandbox cannot write its ledger, so nothing rings");
  }

  private static Reply tooMany() {
    return Reply.error(429, "Account rate limited, please throttle your requests");
  }

  private static Reply failure() {
    return Reply.error(500, "An unexpected server error occurred");
  }
}
