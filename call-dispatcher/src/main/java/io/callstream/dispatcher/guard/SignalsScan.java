package io.callstream.dispatcher.guard;

import io.callstream.contracts.Topics;
import io.callstream.dispatcher.ledger.Signals;

/**
 * Before the gate may open, reads {@code dispatch-signals} from where this ledger has read it to
 * its present end, and shuts the guard on what it finds there; and so again whenever the database's
 * server was started anew. The reader that runs all the time would find the same, but later than
 * the first dial.
 */
public final class SignalsScan {

  private final Unread unread;
  private final RestoreGuard guard;
  private final UnknownSignals unknown;

  public SignalsScan(Unread unread, RestoreGuard guard, Signals signals) {
    this.unread = unread;
    this.guard = guard;
    this.unknown = new UnknownSignals(signals);
  }

  /**
   * Reads, if the server was started since this process last did.
   *
   * @return false: there is nothing to do at once
   */
  public boolean look() throws Exception {
    var databaseStart = guard.databaseStart();
    if (!databaseStart.equals(guard.readBackUnder())) {
      readBack();
      guard.readBack(databaseStart);
    }
    return false;
  }

  private void readBack() throws Exception {
    unread.read(
        Topics.DISPATCH_SIGNALS,
        records -> {
          var found = unknown.first(records);
          found.ifPresent(guard::shut);
          return found.isPresent();
        });
  }
}
