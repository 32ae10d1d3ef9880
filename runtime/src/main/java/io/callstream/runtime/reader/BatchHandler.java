package io.callstream.runtime.reader;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a reader does with records. */
@FunctionalInterface
public interface BatchHandler {

  /**
   * Works off the records inside the transaction that also moves the offsets: it does everything or
   * throws. Records of one partition stand together and in order; the same record may come again.
   * {@code Trouble} says what an exception leads to.
   */
  void handle(List<ConsumerRecord<byte[], byte[]>> records);

  /**
   * As {@link #handle}, for a handler that can tell by itself which records will never be worked
   * off: it sets those aside and works off the others. They are dead-lettered before the
   * transaction commits, and cost their neighbours nothing.
   */
  default void handle(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {
    handle(records);
  }

  /** Where a handler puts records that are poison by themselves. */
  @FunctionalInterface
  interface Aside {

    /** Sets a record of the batch aside, once. */
    void put(ConsumerRecord<byte[], byte[]> message, RuntimeException cause);
  }
}
