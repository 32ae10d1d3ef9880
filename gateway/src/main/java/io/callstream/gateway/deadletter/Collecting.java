package io.callstream.gateway.deadletter;

import io.callstream.runtime.reader.BatchHandler;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Copies the dead-letter topics into {@code gateway.dead_letters}, in the reader's transaction. */
final class Collecting implements BatchHandler {

  // A topic that was made anew counts its offsets from 0 again; the time tells its records apart.
  private static final String INSERT =
      """
      insert into gateway.dead_letters
        (topic, dlt_partition, dlt_offset, dead_at, original_partition, original_offset, given_up_by,
         reason, exception, cause, place, key, headers, value, bytes)
      select topic, dlt_partition, dlt_offset, dead_at, original_partition, original_offset,
             given_up_by, reason, exception, cause, place, key, headers::jsonb, value, bytes
        from unnest(:topic::text[], :dlt_partition::int[], :dlt_offset::bigint[],
                    :dead_at::timestamptz[], :original_partition::int[], :original_offset::bigint[],
                    :given_up_by::text[], :reason::text[], :exception::text[], :cause::text[],
                    :place::text[], :key::bytea[], :headers::text[], :value::bytea[], :bytes::int[])
             as l (topic, dlt_partition, dlt_offset, dead_at, original_partition, original_offset,
                   given_up_by, reason, exception, cause, place, key, headers, value, bytes)
      on conflict do nothing
      """;

  private final JdbcClient jdbc;

  Collecting(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
    var letters = records.stream().map(Letter::new).toList();
    jdbc.sql(INSERT)
        .param("topic", array("text", letters, Letter::topic))
        .param("dlt_partition", array("int4", letters, l -> l.message().partition()))
        .param("dlt_offset", array("int8", letters, l -> l.message().offset()))
        .param("dead_at", array("timestamptz", letters, Collecting::at))
        .param("original_partition", array("int4", letters, Letter::originalPartition))
        .param("original_offset", array("int8", letters, Letter::originalOffset))
        .param("given_up_by", array("text", letters, Letter::givenUpBy))
        .param("reason", array("text", letters, Letter::reason))
        .param("exception", array("text", letters, Letter::exception))
        .param("cause", array("text", letters, Letter::cause))
        .param("place", array("text", letters, Letter::place))
        .param("key", bytes(letters, l -> l.message().key()))
        .param("headers", array("text", letters, Letter::ownHeaders))
        .param("value", bytes(letters, l -> l.message().value()))
        .param("bytes", array("int4", letters, Letter::bytes))
        .update();
  }

  private static Object at(Letter letter) {
    return Instant.ofEpochMilli(letter.message().timestamp()).atOffset(ZoneOffset.UTC);
  }

  private static SqlArrayValue array(
      String type, List<Letter> letters, Function<Letter, @Nullable Object> part) {
    return new SqlArrayValue(type, letters.stream().map(part).toArray());
  }

  private static SqlArrayValue bytes(
      List<Letter> letters, Function<Letter, byte @Nullable []> part) {
    return new SqlArrayValue("bytea", (Object[]) letters.stream().map(part).toArray(byte[][]::new));
  }
}
