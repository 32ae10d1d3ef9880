package io.callstream.chaos.check;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.Http;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks ledger, provider, topics, tables and API, and compares what they say. */
public final class Checker {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final CallLoad calls;
  private final WebhookLoad webhooks;

  public Checker(Cluster cluster, CallLoad calls, WebhookLoad webhooks) {
    this.cluster = cluster;
    this.calls = calls;
    this.webhooks = webhooks;
  }

  /**
   * What must be so at every moment, however much is still to be done.
   *
   * @throws IOException when one of them cannot be asked
   */
  public List<Claim> checkInTheMidst() throws IOException, SQLException {
    Http sandbox = sandbox();
    Map<String, JsonNode> truth = Ledger.byCallId(Pages.truth(sandbox));
    ToldCalls told = new ToldCalls();
    TopicScan topics = new TopicScan(cluster.bootstrap());
    topics.read(Topics.CALL_EVENTS, told::add);

    List<Claim> claims = new ArrayList<>(Rings.claims(Ledger.read(sandbox), truth));
    try (Connection database = cluster.database()) {
      claims.add(Tables.again(database));
    }
    claims.addAll(List.of(told.oneContent(), deadLetters(topics), answers()));
    return claims;
  }

  private Http sandbox() {
    return http(cluster.sandbox(), cluster.retellKey());
  }

  /**
   * All claims, as they stand now.
   *
   * @throws IOException when one of them cannot be asked
   */
  public List<Claim> check() throws IOException, SQLException {
    Http sandbox = sandbox();
    Ledger ledger = Ledger.read(sandbox);
    Map<String, JsonNode> truth = Ledger.byCallId(Pages.truth(sandbox));
    OwnRows own = new OwnRows(calls.accepted(), ledger, truth);
    ForeignRows foreign = new ForeignRows(webhooks);
    TopicScan topics = new TopicScan(cluster.bootstrap());
    topics.read(Topics.RETELL_WEBHOOKS, record -> foreign.add(record, event(record)));
    ToldCalls told = new ToldCalls();
    topics.read(Topics.CALL_EVENTS, told::add);

    List<Claim> claims = new ArrayList<>(Rings.claims(ledger, truth));
    claims.addAll(rows(own, foreign, told));
    claims.addAll(own.claims());
    claims.addAll(foreign.claims());
    claims.add(told.oneContent());
    try (Connection database = cluster.database()) {
      claims.addAll(Tables.atRest(database, calls.asked()));
      claims.add(Tables.again(database));
    }
    claims.add(deadLetters(topics));
    claims.add(answers());
    return claims;
  }

  private List<Claim> rows(OwnRows own, ForeignRows foreign, ToldCalls told) throws IOException {
    Claim known = new Claim("every row is of a call that there was");
    Claim events = new Claim("the events of a call, without a gap, tell its row");
    Pages.calls(
        http(cluster.gatewayItself(), cluster.adminKey()),
        row -> {
          known.unless(own.take(row) || foreign.take(row), row::toString);
          @Nullable String fault = told.fault(row);
          events.unless(fault == null, () -> String.valueOf(fault));
        });
    return List.of(known, events);
  }

  private static Claim deadLetters(TopicScan topics) {
    Claim none = new Claim("no reader gave anything up");
    Topics.all().stream()
        .filter(topic -> topic.endsWith(".dlt"))
        .forEach(topic -> {
          none.look();
          topics.read(topic, record -> none.fault("%s holds %s".formatted(topic, record.key())));
        });
    return none;
  }

  private Claim answers() {
    Claim proper = new Claim("the gateway answered as it should");
    proper.looked(calls.asked() + webhooks.sends());
    calls.faults().forEach(proper::fault);
    webhooks.faults().forEach(proper::fault);
    return proper;
  }

  private static String event(ConsumerRecord<String, byte[]> record) {
    @Nullable Header header = record.headers().lastHeader(Headers.EVENT);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static Http http(java.net.URI server, String key) {
    return new Http(server, Map.of("Authorization", "Bearer " + key), LIMIT);
  }
}
