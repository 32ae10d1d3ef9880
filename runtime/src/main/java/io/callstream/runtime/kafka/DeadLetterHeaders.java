package io.callstream.runtime.kafka;

/** Headers of a dead letter, by the names spring-kafka gives them (CONTRACT.md, "Messages"). */
public final class DeadLetterHeaders {

  /** Topic the record stood on, UTF-8. */
  public static final String TOPIC = "kafka_dlt-original-topic";

  /** Its partition, a big-endian int. */
  public static final String PARTITION = "kafka_dlt-original-partition";

  /** Its offset, a big-endian long. */
  public static final String OFFSET = "kafka_dlt-original-offset";

  /** Its timestamp, a big-endian long of epoch milliseconds. */
  public static final String TIMESTAMP = "kafka_dlt-original-timestamp";

  /** {@code CreateTime} or {@code LogAppendTime}. */
  public static final String TIMESTAMP_TYPE = "kafka_dlt-original-timestamp-type";

  /** The consumer group that gave up. */
  public static final String GROUP = "kafka_dlt-original-consumer-group";

  /** Class of the exception. */
  public static final String EXCEPTION = "kafka_dlt-exception-fqcn";

  /** Class of its innermost cause. */
  public static final String CAUSE = "kafka_dlt-exception-cause-fqcn";

  /** What went wrong; nothing of the record's content. */
  public static final String MESSAGE = "kafka_dlt-exception-message";

  /** Where it went wrong, without messages. */
  public static final String STACKTRACE = "kafka_dlt-exception-stacktrace";

  private DeadLetterHeaders() {}
}
