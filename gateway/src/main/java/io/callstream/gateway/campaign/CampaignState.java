package io.callstream.gateway.campaign;

import java.util.Locale;
import java.util.Optional;

/** Where a campaign stands. */
public enum CampaignState {
  /** Being made; nobody is called. */
  DRAFT,
  /** People are called as the rules allow. */
  RUNNING,
  /** No dial is let through any more; some may still be on the wire. */
  PAUSING,
  /** No dial can leave. */
  PAUSED,
  /** Withdrawn; its requests are being ended. */
  CANCELLING,
  /** Withdrawn for good. */
  CANCELLED,
  /** Everybody has been dealt with. */
  FINISHED;

  /** What a person may ask of a campaign. */
  public enum Move {
    START,
    PAUSE,
    RESUME,
    CANCEL
  }

  /** The state after a move, the same where it changes nothing; empty where it cannot be. */
  Optional<CampaignState> after(Move move) {
    return Optional.ofNullable(
        switch (move) {
          case START -> this == DRAFT || this == RUNNING ? RUNNING : null;
          case PAUSE ->
              switch (this) {
                case RUNNING -> PAUSING;
                case PAUSING, PAUSED -> this;
                case DRAFT, CANCELLING, CANCELLED, FINISHED -> null;
              };
          case RESUME -> this == PAUSED || this == PAUSING || this == RUNNING ? RUNNING : null;
          case CANCEL ->
              switch (this) {
                case DRAFT, RUNNING, PAUSING, PAUSED -> CANCELLING;
                case CANCELLING, CANCELLED -> this;
                case FINISHED -> null;
              };
        });
  }

  /** Whether its rules may be changed. */
  public boolean editable() {
    return this == DRAFT || this == PAUSED;
  }

  /** Whether it may get more people. */
  public boolean takesPeople() {
    return this == DRAFT || this == RUNNING || this == PAUSING || this == PAUSED;
  }

  /** The name on the wire and in columns. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a name in columns. */
  static CampaignState of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
