package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.gate.WaitingCalls.Candidate;
import io.callstream.retell.dial.DialConnection;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.Opened;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One after the other: sees that a call is due and nothing bars the way, sifts out whom a rule
 * holds, opens a connection, passes the gate, hands over to the sender. Several lanes run side by
 * side and share nothing but the database.
 */
final class Lane {

  private final Gate gate;
  private final Sifter sifter;
  private final DialLine dialLine;
  private final Sender sender;
  private final Outlook outlook;
  private final Supplier<UUID> ids;

  /**
   * @param ids of dials; random
   */
  Lane(
      Gate gate,
      Sifter sifter,
      DialLine dialLine,
      Sender sender,
      Outlook outlook,
      Supplier<UUID> ids) {
    this.gate = gate;
    this.sifter = sifter;
    this.dialLine = dialLine;
    this.sender = sender;
    this.outlook = outlook;
    this.ids = ids;
  }

  /**
   * One round.
   *
   * @return whether to look again at once
   */
  boolean round() {
    if (!gate.anyDue()) {
      return false;
    }
    return switch (outlook.look()) {
      case Outlook.View.Barred _ -> false;
      case Outlook.View.LookAgain _ -> true;
      case Outlook.View.Clear clear -> {
        var sifted = sifter.sift();
        yield sifted.candidates().isEmpty()
            ? sifted.more()
            : open(clear.standBy(), sifted.candidates());
      }
    };
  }

  private boolean open(Duration standBy, List<Candidate> candidates) {
    return switch (dialLine.open()) {
      case Opened.Unreachable unreachable -> {
        outlook.unreachable(unreachable.cause());
        yield false;
      }
      case Opened.Ready ready -> {
        outlook.reached();
        LockSupport.parkNanos(standBy.toNanos());
        yield pass(ready.connection(), candidates);
      }
    };
  }

  private boolean pass(DialConnection connection, List<Candidate> candidates) {
    var dialId = ids.get();
    if (!sender.begin(dialId)) {
      connection.close();
      return false;
    }
    var answer = take(dialId, connection, candidates);
    if (answer instanceof GateAnswer.Taken taken) {
      sender.send(taken.ticket(), connection);
      return true;
    }
    sender.notBegun(dialId);
    connection.close();
    return switch (answer) {
      case GateAnswer.Closed closed -> {
        outlook.barred(closed.hold());
        yield false;
      }
      case GateAnswer.Nothing nothing -> nothing.looked() > 0;
      case GateAnswer.Taken _ -> true;
    };
  }

  private GateAnswer take(UUID dialId, DialConnection connection, List<Candidate> candidates) {
    boolean known = false;
    try {
      var answer = gate.take(dialId, candidates);
      known = true;
      return answer;
    } finally {
      if (!known) {
        connection.close();
        sender.doubted(dialId);
      }
    }
  }
}
