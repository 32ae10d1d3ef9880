package io.callstream.projector.fold;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.Fact;
import io.callstream.contracts.NameBasedIds;
import io.callstream.retell.RetellCall;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the pipeline learns of a call (DESIGN.md, "Words"). */
public sealed interface Signal {

  /** Whose call this is about. */
  Names names();

  /** When it came to be, by the clock of who said it. */
  Instant at();

  /** SHA-256 over the provider's body or the message's value, lower-case hex. */
  String digest();

  /** What it makes known, in this order; never empty. Known facts are no news. */
  List<Fact> facts();

  /** Who said so, as timeline and events show it. */
  String source();

  /**
   * The ids a signal bears; at least one of the call's two is there.
   *
   * @param callId ours
   * @param requestId ours
   * @param retellCallId Retell's
   */
  record Names(@Nullable UUID callId, @Nullable UUID requestId, @Nullable String retellCallId) {}

  /** The gateway has accepted a request. */
  record Requested(CallCommand.PlaceCall request, String digest) implements Signal {
    @Override
    public Names names() {
      return new Names(request.callId(), request.requestId(), null);
    }

    @Override
    public Instant at() {
      return request.requestedAt();
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.REQUESTED);
    }

    @Override
    public String source() {
      return "gateway";
    }
  }

  /** The gateway has had Retell make a web call. */
  record WebCallMade(CallCommand.WebCallMade call, String digest) implements Signal {
    @Override
    public Names names() {
      return new Names(call.callId(), call.requestId(), call.retellCallId());
    }

    @Override
    public Instant at() {
      return call.requestedAt();
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.REQUESTED);
    }

    @Override
    public String source() {
      return "gateway";
    }
  }

  /** The request was withdrawn before any dial. */
  record Withdrawn(CallCommand.RequestCancelled withdrawal, String digest) implements Signal {
    @Override
    public Names names() {
      return new Names(withdrawal.callId(), withdrawal.requestId(), null);
    }

    @Override
    public Instant at() {
      return withdrawal.cancelledAt();
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.CANCELLED);
    }

    @Override
    public String source() {
      return "gateway";
    }
  }

  /**
   * A rebuild found that another mapping makes another row of the same facts. Says nothing new of
   * the call.
   *
   * @param mapping the version that made the row as it is now
   * @param columns that changed, by name
   * @param at when the switch was made
   * @param digest over the mapping and the version of the row
   */
  record Corrected(UUID callId, int mapping, List<String> columns, Instant at, String digest)
      implements Signal {

    public Corrected {
      columns = List.copyOf(columns);
    }

    @Override
    public Names names() {
      return new Names(callId, null, null);
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.CORRECTED);
    }

    @Override
    public String source() {
      return "rebuild";
    }
  }

  /** Retell has taken the call, as the dispatcher knows. */
  record Placed(DispatchSignal.Placed placed, String digest) implements Signal {
    @Override
    public Names names() {
      return new Names(placed.callId(), placed.requestId(), placed.retellCallId());
    }

    @Override
    public Instant at() {
      return placed.at();
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.PLACED);
    }

    @Override
    public String source() {
      return "dispatcher";
    }
  }

  /**
   * The dispatcher assumes that the call is over.
   *
   * @param end with an error code
   */
  record Assumed(DispatchSignal.Ended end, String digest) implements Signal {
    @Override
    public Names names() {
      return new Names(end.callId(), end.requestId(), end.retellCallId());
    }

    @Override
    public Instant at() {
      return end.at();
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.FAILED);
    }

    @Override
    public String source() {
      return "dispatcher";
    }
  }

  /** Another attempt of the request follows this one. */
  record RetryScheduled(DispatchSignal.RetryScheduled retry, String digest) implements Signal {

    /** The attempt that ended. */
    @Override
    public Names names() {
      var next = retry.call();
      return new Names(
          NameBasedIds.callId(next.requestId(), next.attempt() - 1), next.requestId(), null);
    }

    @Override
    public Instant at() {
      return retry.at();
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.RETRY_SCHEDULED);
    }

    @Override
    public String source() {
      return "dispatcher";
    }
  }

  /** The request is over with this attempt. */
  record Completed(DispatchSignal.RequestCompleted over) implements Signal {

    /** A request is over once: whatever else a repeat says, it is no news. */
    private static final String ONCE = "0".repeat(64);

    @Override
    public Names names() {
      return new Names(over.callId(), over.requestId(), null);
    }

    @Override
    public Instant at() {
      return over.at();
    }

    @Override
    public String digest() {
      return ONCE;
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.COMPLETED);
    }

    @Override
    public String source() {
      return "dispatcher";
    }
  }

  /**
   * Retell spoke of the call.
   *
   * @param event the webhook's; null when the dispatcher asked
   * @param beside members of the webhook beside {@code event} and {@code call}
   * @param at Retell's time of it, or when the writer of the message heard it where Retell says
   *     none
   */
  record Said(
      Names names,
      @Nullable String event,
      RetellCall call,
      ObjectNode beside,
      Instant at,
      String digest)
      implements Signal {

    @Override
    public List<Fact> facts() {
      return switch (event) {
        case null ->
            call.analysis() == null ? List.of(Fact.ENDED) : List.of(Fact.ENDED, Fact.ANALYSED);
        case "call_started" -> List.of(Fact.STARTED);
        case "call_ended" -> List.of(Fact.ENDED);
        case "call_analyzed" -> List.of(Fact.ANALYSED);
        case "transfer_started", "transfer_bridged", "transfer_cancelled", "transfer_ended" ->
            List.of(Fact.TRANSFER);
        default -> List.of(Fact.UNRECOGNISED);
      };
    }

    @Override
    public String source() {
      return event == null ? "asked" : "webhook";
    }
  }
}
