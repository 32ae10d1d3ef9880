package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.gate.WaitingCalls.Candidate;
import io.callstream.retell.dial.DialConnection;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One after the other: sees that a call is due and nothing bars the way, sifts out whom a rule
 * holds, opens as many connections as may be needed at once, passes the gate, hands over to the
 * sender. Several lanes run side by side; they share what they have in hand, their turn at the gate
 * and what one has just seen of the line.
 */
final class Lane {

  private final Gate gate;
  private final Sifter sifter;
  private final DialLine dialLine;
  private final Sender sender;
  private final Outlook outlook;
  private final Supplier<UUID> ids;

  /** Whether the round before let calls through: there will be more, and no need to look for it. */
  private boolean going;

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
    if (gate.isAttended() || (!going && !gate.anyDue())) {
      return false;
    }
    var view = going ? outlook.lately() : outlook.look();
    going = false;
    return switch (view) {
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
    if (connections.isEmpty()) {
      all(Opened.Unreachable.class, opened)
          .findFirst()
          .ifPresent(none -> outlook.unreachable(none.cause()));
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
    var dialIds = begin(connections.size());
    if (dialIds.size() < connections.size()) {
      giveUp(dialIds, connections);
      return false;
    }
    var answer = take(dialIds, connections, candidates);
    var tickets = answer instanceof GateAnswer.Taken(var taken) ? taken : List.<Ticket>of();
    try {
      send(tickets, connections);
    } finally {
      int taken = tickets.size();
      giveUp(dialIds.subList(taken, dialIds.size()), connections.subList(taken, dialIds.size()));
    }
    return switch (answer) {
      case GateAnswer.Closed closed -> {
        outlook.barred(closed.hold());
        yield false;
      }
      case GateAnswer.Nothing nothing -> nothing.looked() > 0;
      case GateAnswer.Taken _ -> {
        going = true;
        yield true;
      }
    };
  }

  /** Fewer than are wanted when no dial may begin any more. */
  private List<UUID> begin(int wanted) {
    var dialIds = new ArrayList<UUID>();
    for (int i = 0; i < wanted; i++) {
      var dialId = ids.get();
      if (!sender.begin(dialId)) {
        break;
      }
      dialIds.add(dialId);
    }
    return dialIds;
  }

  /** Each is sent, or recorded as not sent should a thread fail to start. */
  private void send(List<Ticket> tickets, List<DialConnection> connections) {
    int sent = 0;
    try {
      for (; sent < tickets.size(); sent++) {
        sender.send(tickets.get(sent), connections.get(sent));
      }
    } finally {
      for (; sent < tickets.size(); sent++) {
        sender.unsent(tickets.get(sent).dialId(), connections.get(sent));
      }
    }
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
