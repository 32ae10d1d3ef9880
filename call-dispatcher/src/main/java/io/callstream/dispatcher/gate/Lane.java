package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.gate.WaitingCalls.Candidate;
import io.callstream.retell.dial.DialConnection;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.Opened;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One after the other: sees that a call is due and nothing bars the way, sifts out whom a rule
 * holds, opens as many connections as may be needed at once, passes the gate, hands over to the
 * sender. Several lanes run side by side and share nothing but the database.
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
        yield sifted.candidates().isEmpty() ? sifted.more() : tryFor(sifted.candidates(), clear);
      }
    };
  }

  private boolean tryFor(List<Candidate> candidates, Outlook.View.Clear clear) {
    try {
      return open(clear, candidates);
    } finally {
      sifter.putBack(candidates);
    }
  }

  private boolean open(Outlook.View.Clear clear, List<Candidate> candidates) {
    var opened = dialLine.open(Math.min(clear.room(), candidates.size()));
    var connections = all(Opened.Ready.class, opened).map(Opened.Ready::connection).toList();
    var unreachable = all(Opened.Unreachable.class, opened).findFirst();
    if (unreachable.isPresent()) {
      connections.forEach(DialConnection::close);
      outlook.unreachable(unreachable.get().cause());
      return false;
    }
    outlook.reached();
    LockSupport.parkNanos(clear.standBy().toNanos());
    return pass(connections, candidates);
  }

  private static <T> Stream<T> all(Class<T> kind, List<Opened> opened) {
    return opened.stream().filter(kind::isInstance).map(kind::cast);
  }

  private boolean pass(List<DialConnection> connections, List<Candidate> candidates) {
    var dialIds = connections.stream().map(_ -> ids.get()).toList();
    if (!dialIds.stream().allMatch(sender::begin)) {
      giveUp(dialIds, connections);
      return false;
    }
    var answer = take(dialIds, connections, candidates);
    int taken = answer instanceof GateAnswer.Taken(var tickets) ? send(tickets, connections) : 0;
    giveUp(dialIds.subList(taken, dialIds.size()), connections.subList(taken, dialIds.size()));
    return switch (answer) {
      case GateAnswer.Closed closed -> {
        outlook.barred(closed.hold());
        yield false;
      }
      case GateAnswer.Nothing nothing -> nothing.looked() > 0;
      case GateAnswer.Taken _ -> true;
    };
  }

  private int send(List<Ticket> tickets, List<DialConnection> connections) {
    for (int i = 0; i < tickets.size(); i++) {
      sender.send(tickets.get(i), connections.get(i));
    }
    return tickets.size();
  }

  /** No such dials were made. */
  private void giveUp(List<UUID> dialIds, List<DialConnection> connections) {
    dialIds.forEach(sender::notBegun);
    connections.forEach(DialConnection::close);
  }

  private GateAnswer take(
      List<UUID> dialIds, List<DialConnection> connections, List<Candidate> candidates) {
    boolean known = false;
    try {
      var answer = gate.take(dialIds, candidates);
      known = true;
      return answer;
    } finally {
      if (!known) {
        connections.forEach(DialConnection::close);
        dialIds.forEach(sender::doubted);
      }
    }
  }
}
