package io.callstream.sandbox.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call as it stands.
 *
 * @param number counts calls from 1, in the order in which they were made
 * @param status Retell's {@code call_status}
 * @param startedAt when it connected
 * @param reason why it ended
 * @param analysed whether the analysis is there
 */
public record PretendCall(
    long number,
    String id,
    CallRequest request,
    Behaviour behaviour,
    String status,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String reason,
    boolean analysed) {

  private static final String RINGING = "registered";
  private static final String TALKING = "ongoing";

  static PretendCall ringing(long number, String id, CallRequest request, Behaviour behaviour) {
    return new PretendCall(number, id, request, behaviour, RINGING, null, null, null, false);
  }

  /** Rings, or is being dialled. */
  public boolean ringing() {
    return status.equals(RINGING);
  }

  /** People talk. */
  public boolean talking() {
    return status.equals(TALKING);
  }

  public boolean ended() {
    return endedAt != null;
  }

  PretendCall started(Instant at) {
    return new PretendCall(number, id, request, behaviour, TALKING, at, null, null, false);
  }

  PretendCall ended(String endStatus, String why, Instant at) {
    return new PretendCall(number, id, request, behaviour, endStatus, startedAt, at, why, false);
  }

  PretendCall with(CallRequest other) {
    return new PretendCall(
        number, id, other, behaviour, status, startedAt, endedAt, reason, analysed);
  }

  PretendCall analysedNow() {
    return new PretendCall(
        number, id, request, behaviour, status, startedAt, endedAt, reason, true);
  }
}
