package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings answers to the ledger. Accepted creates that come while others are being written down go
 * together with the next ones: whoever has the turn writes for all who wait.
 */
final class AnswerBook {

  private static final Logger log = LoggerFactory.getLogger(AnswerBook.class);
  private static final int AT_ONCE = 50;

  private final Ledger ledger;
  private final ReentrantLock turn = new ReentrantLock();
  private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  AnswerBook(Ledger ledger) {
    this.ledger = ledger;
  }

  /** An accepted create whose sender waits. */
  private static final class Waiting {
    private final UUID dialId;
    private final String retellCallId;
    private boolean looked;
    private boolean written;

    private Waiting(UUID dialId, String retellCallId) {
      this.dialId = dialId;
      this.retellCallId = retellCallId;
    }
  }

  /**
   * Returns when it is written down.
   *
   * @return false when there is no such dial
   */
  boolean write(UUID dialId, DialNews news) {
    return (news instanceof Accepted(var retellCallId) && writtenWithOthers(dialId, retellCallId))
        || ledger.answered(dialId, news).isPresent();
  }

  /** False when it must be written down by itself. */
  private boolean writtenWithOthers(UUID dialId, String retellCallId) {
    var mine = new Waiting(dialId, retellCallId);
    waiting.add(mine);
    turn.lock();
    try {
      while (!mine.looked) {
        writeSome();
      }
      return mine.written;
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("answers are recorded one by one");
      return false;
    } finally {
      turn.unlock();
    }
  }

  private void writeSome() {
    var some = new LinkedHashMap<UUID, Waiting>();
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      next.looked = true;
      some.put(next.dialId, next);
      if (some.size() == AT_ONCE) {
        break;
      }
    }
    var names = new LinkedHashMap<UUID, String>();
    some.values().forEach(one -> names.put(one.dialId, one.retellCallId));
    Set<UUID> written = ledger.answered(names);
    some.values().forEach(one -> one.written = written.contains(one.dialId));
  }
}
