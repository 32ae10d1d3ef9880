package io.callstream.dispatcher.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person should look at: a line of log and {@code callstream.dispatcher.alerts}. */
public final class Alerts {

  private static final Logger log = LoggerFactory.getLogger(Alerts.class);

  private final MeterRegistry meters;

  public Alerts(MeterRegistry meters) {
    this.meters = meters;
  }

  /** What may be wrong. */
  public enum Kind {
    /** A dial that was closed turns out to have been placed. */
    LATE_EVIDENCE,
    /** Retell has two calls for one dial. */
    SECOND_CALL,
    /** Retell has a call of ours that this ledger never dialled. */
    UNKNOWN_DIAL,
    /** It will never be known whether somebody's phone rang. */
    ABANDONED,
    /** A placed call whose end nobody says. */
    LOST,
    /** Retell ended a call for a reason that is not in our table; nobody is called again for it. */
    UNKNOWN_REASON,
    /** Retell refused our key or payment. */
    LINE_SHUT,
    /** The database may have lost its newest past. */
    GUARD_SHUT,
    /** Retell's list showed only calls that were not asked for. */
    FILTER_IGNORED,
    /** A campaign paused itself. */
    CAMPAIGN_PAUSED,
    /** A call that waits to be dialled has a dial that may have rung; the gate refused it. */
    WAITING_AFTER_RING
  }

  /** Raises it. */
  public void raise(Kind kind, String text) {
    meters
        .counter("callstream.dispatcher.alerts", "kind", kind.name().toLowerCase(Locale.ROOT))
        .increment();
    log.atError().addKeyValue("alert", kind).log(text);
  }
}
