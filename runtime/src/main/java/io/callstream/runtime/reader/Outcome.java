package io.callstream.runtime.reader;

import org.apache.kafka.common.TopicPartition;

/** How the working off of a batch ended. What was done before it ended stays done. */
sealed interface Outcome {

  /** Every record's effect is there, or the record is a dead letter. */
  record Done() implements Outcome {}

  /** The surroundings are unwell: the rest of the batch is to be read again. */
  record Again(Throwable cause) implements Outcome {}

  /** Nothing will pass until somebody has put something right. */
  record Halt(Throwable cause) implements Outcome {}

  /** Another owner has moved an offset: what we know of these partitions is out of date. */
  record Stale() implements Outcome {}

  /** Too much of the partition is poison for it to be the records' fault. */
  record Flood(TopicPartition partition, Throwable cause) implements Outcome {}
}
