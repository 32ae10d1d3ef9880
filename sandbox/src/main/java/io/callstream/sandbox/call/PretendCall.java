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
 * @param storage Retell's {@code data_storage_setting}
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
    boolean analysed,
    String storage) {

  private static final String RINGING = "registered";
  private static final String TALKING = "ongoing";

  static PretendCall ringing(long number, String id, CallRequest request, Behaviour behaviour) {
    return new PretendCall(
        number, id, request, behaviour, RINGING, null, null, null, false, "everything");
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
    return at(TALKING, at, null, null, false);
  }

  PretendCall ended(String endStatus, String why, Instant at) {
    return at(endStatus, startedAt, at, why, false);
  }

  PretendCall analysedNow() {
    return at(status, startedAt, endedAt, reason, true);
  }

  /** As it was before its analysis. */
  PretendCall notAnalysed() {
    return at(status, startedAt, endedAt, reason, false);
  }

  PretendCall with(CallRequest other, String otherStorage) {
    return new PretendCall(
        number, id, other, behaviour, status, startedAt, endedAt, reason, analysed, otherStorage);
  }

  private PretendCall at(
      String now,
      @Nullable Instant start,
      @Nullable Instant end,
      @Nullable String why,
      boolean known) {
    return new PretendCall(number, id, request, behaviour, now, start, end, why, known, storage);
  }
}
