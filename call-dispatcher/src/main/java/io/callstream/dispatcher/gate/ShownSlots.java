package io.callstream.dispatcher.gate;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Shows in {@code dispatch.slots} how many calls may run at once, for who makes web calls. */
final class ShownSlots {

  private final JdbcClient database;

  ShownSlots(JdbcClient database) {
    this.database = database;
  }

  /** Notes what Retell has just said. */
  void show(int open) {
    database
        .sql("update dispatch.slots set open = :open, read_at = clock_timestamp()")
        .param("open", open)
        .update();
  }
}
