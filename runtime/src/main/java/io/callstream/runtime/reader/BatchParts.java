package io.callstream.runtime.reader;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Cuts what was polled into parts whose values a handler can hold in memory many times over: the
 * limits of a fetch count compressed bytes.
 */
final class BatchParts {

  /** Bytes of values in one transaction, unless one record alone has more. */
  static final int VALUES_MAX = 4 * 1024 * 1024;

  private BatchParts() {}

  /** The same records in the same order; each part has at least one. */
  static List<List<ConsumerRecord<byte[], byte[]>>> of(
      List<ConsumerRecord<byte[], byte[]>> records) {
    List<List<ConsumerRecord<byte[], byte[]>>> parts = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      int size = Math.max(0, records.get(i).serializedValueSize());
      if (i > from && bytes + size > VALUES_MAX) {
        parts.add(records.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    parts.add(records.subList(from, records.size()));
    return parts;
  }
}
