package io.callstream.chaos.nemesis;

import java.util.Locale;

/** What a fault can be, with the word that asks for it and its share of a mix. */
public enum FaultKind {
  /** SIGKILL of a service instance. */
  KILL(30),
  /** A service instance dies at a named place ({@link io.callstream.chaos.crash.CrashPoint}). */
  CRASH(15),
  /** SIGSTOP of a service instance for a while. */
  PAUSE(15),
  /** SIGTERM of a service instance. */
  TERM(10),
  /** A link that refuses, hangs, cuts, resets, drips or is slow. */
  LINK(25),
  /** What Retell answers to the dispatchers is lost for a moment. */
  LOST_ANSWER(10),
  /** The outbox's replication slot is dropped. */
  SLOT(2),
  /** A broker is killed, or stopped, and started again. */
  KAFKA(4),
  /** PostgreSQL is killed, or stopped, and started again. */
  POSTGRES(4);

  private final int share;

  FaultKind(int share) {
    this.share = share;
  }

  int share() {
    return share;
  }

  /** {@code lost-answer}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
