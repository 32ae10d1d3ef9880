package io.callstream.outbox;

import java.util.List;
import java.util.Optional;

/** Publishes batches without what Kafka refuses for good. */
final class Delivery {

  private final Publisher publisher;
  private final DeadRows dead;

  Delivery(Publisher publisher, DeadRows dead) {
    this.publisher = publisher;
    this.dead = dead;
  }

  /**
   * Publishes the rows in their order; when this returns each is committed or dead. Later rows of a
   * dead one's key go on without it.
   *
   * @return how many were published
   * @throws LostLeadership when another publisher was opened since
   * @throws RuntimeException when they may not be; what is dead by then stays so
   */
  int publish(List<Row> rows) {
    List<Row> rest = dead.without(rows);
    Optional<Refused> refused = publisher.publish(rest);
    while (refused.isPresent()) {
      dead.bury(refused.get());
      rest = dead.without(rest);
      refused = publisher.publish(rest);
    }
    return rest.size();
  }
}
