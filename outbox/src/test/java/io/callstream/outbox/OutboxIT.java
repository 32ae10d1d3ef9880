package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxIT {

  private TestDatabase database;
  private OutboxFixture fixture;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabases.create();
    fixture = new OutboxFixture(database.environment(), TestKafka.environment());
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    database.close();
  }

  @Test
  void messagesOfOneAppendStandInItsOrder() {
    List<OutboxMessage> messages = IntStream.range(0, 300).mapToObj(fixture::message).toList();

    fixture.transaction.executeWithoutResult(_ -> fixture.outbox.append(messages));

    assertThat(
            fixture
                .asLogin()
                .sql("select message_id from outbox.messages order by id")
                .query((row, _) -> row.getObject(1, UUID.class))
                .list())
        .containsExactlyElementsOf(messages.stream().map(OutboxMessage::id).toList());
  }

  @Test
  void aValueOverTheLimitIsRefusedInsideTheWritersTransaction() {
    var most = new OutboxMessage(UUID.randomUUID(), fixture.topic, "k", new byte[512 * 1024]);
    var over = new OutboxMessage(UUID.randomUUID(), fixture.topic, "k", new byte[512 * 1024 + 1]);

    fixture.transaction.executeWithoutResult(_ -> fixture.outbox.append(List.of(most)));
    assertThatThrownBy(() ->
            fixture.transaction.executeWithoutResult(_ -> {
              fixture.outbox.append(List.of(fixture.message(1)));
              fixture.outbox.append(List.of(fixture.message(2), over));
            }))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("524289 bytes");

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void appendingNeedsATransaction() {
    assertThatThrownBy(() -> fixture.outbox.append(List.of(fixture.message(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(rows()).isZero();
  }

  @Test
  void manyLargeMessagesFitInOneAppend() {
    List<OutboxMessage> messages =
        IntStream.range(0, 40)
            .mapToObj(_ ->
                new OutboxMessage(
                    UUID.randomUUID(), fixture.topic, "k", new byte[Outbox.MAX_VALUE_BYTES]))
            .toList();

    fixture.transaction.executeWithoutResult(_ -> fixture.outbox.append(messages));

    assertThat(rows()).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "dispatcher", "projector"})
  void aServiceMayAppendAndNoMore(String service) throws Exception {
    try (Connection connection = database.connectAs(service);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into outbox.messages (message_id, topic, key, headers, value)"
              + " values (gen_random_uuid(), 't', 'k', '{}', '')");
      for (String refused :
          List.of(
              "update outbox.messages set key = 'other'",
              "delete from outbox.messages",
              "truncate outbox.messages",
              "select * from outbox.relay",
              "update outbox.offsets set epoch = 9",
              "select outbox.maintain()")) {
        assertThatThrownBy(() -> statement.execute(refused))
            .as(refused)
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void theLoginSeesNothingBesideTheOutboxAndChangesNoMessage() {
    assertThat(
            fixture
                .asLogin()
                .sql(
                    """
                    select n.nspname from pg_namespace n
                     where has_schema_privilege(n.oid, 'usage')
                       and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'pg_toast')
                    """)
                .query((row, _) -> row.getString(1))
                .list())
        .containsExactly("outbox");
    assertThatThrownBy(() -> fixture.asLogin().sql("delete from outbox.messages").update())
        .rootCause()
        .hasMessageContaining("permission denied");
  }

  @Test
  void theIdentityIsCachedByNobody() {
    assertThat(
            fixture
                .asLogin()
                .sql("select cache_size from pg_sequences where sequencename = 'messages_id_seq'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void upkeepMakesDaysAheadAndDropsThoseOlderThanAWeek() throws Exception {
    asSuperuser(
        """
        create table outbox.messages_20200101 partition of outbox.messages
          for values from ('2020-01-01T00:00:00Z') to ('2020-01-02T00:00:00Z')
        """);

    fixture.asLogin().sql("select outbox.maintain()").query().listOfRows();

    List<String> partitions = partitions();
    assertThat(partitions)
        .hasSize(17)
        .contains("messages_default")
        .doesNotContain("messages_20200101");
    fixture.append(0, 1);
    asSuperuser("alter table outbox.messages_default add constraint empty check (false)");
  }

  @Test
  void aDayWithoutAPartitionStillTakesRowsAndUpkeepLeavesItAlone() throws Exception {
    for (String partition : partitions()) {
      if (!partition.equals("messages_default")) {
        asSuperuser("drop table outbox." + partition);
      }
    }
    fixture.append(0, 3);

    fixture.asLogin().sql("select outbox.maintain()").query().listOfRows();
    fixture.append(3, 5);

    assertThat(rows()).isEqualTo(5);
    assertThat(partitions()).hasSize(16);
  }

  @Test
  void aValueOfAFewKilobytesIsStoredAsItIsAlsoOnADayThatUpkeepMakes() throws Exception {
    for (String partition : partitions()) {
      if (!partition.equals("messages_default")) {
        asSuperuser("drop table outbox." + partition);
      }
    }
    fixture.asLogin().sql("select outbox.maintain()").query().listOfRows();
    byte[] value = "x".repeat(4_000).getBytes(UTF_8);
    var message = new OutboxMessage(UUID.randomUUID(), fixture.topic, "key", value);

    fixture.transaction.executeWithoutResult(_ -> fixture.outbox.append(List.of(message)));

    assertThat(
            fixture
                .asLogin()
                .sql("select pg_column_size(value) from outbox.messages")
                .query(Integer.class)
                .single())
        .isGreaterThanOrEqualTo(4_000);
  }

  private List<String> partitions() {
    return fixture
        .asLogin()
        .sql(
            """
            select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'outbox.messages'::regclass
            """)
        .query((row, _) -> row.getString(1))
        .list();
  }

  private long rows() {
    return fixture.asLogin().sql("select count(*) from outbox.messages").query(Long.class).single();
  }

  private void asSuperuser(String sql) throws Exception {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
