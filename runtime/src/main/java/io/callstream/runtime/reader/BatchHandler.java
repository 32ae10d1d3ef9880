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
}
