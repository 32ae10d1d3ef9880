package io.callstream.outbox;

import java.util.List;

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
   * dead one's key go on without it. Rows of which one is refused are halved until it is alone.
   *
   * @return how many were published
   * @throws LostLeadership when another publisher was opened since
   * @throws RuntimeException when they may not be; what is dead by then stays so
   */
  int publish(List<Row> rows) {
    List<Row> rest = dead.without(rows);
    while (true) {
      switch (publisher.publish(rest).orElse(null)) {
        case null -> {
          return rest.size();
        }
        case Refused refused -> {
          dead.bury(refused);
          rest = dead.without(rest);
        }
        case Refusal.OfOneOfThem _ -> {
          int half = rest.size() / 2;
          return publish(rest.subList(0, half)) + publish(rest.subList(half, rest.size()));
        }
      }
    }
  }
}
