package io.callstream.chaos.check;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.CampaignLoad;
import io.callstream.chaos.load.ForeignCall;
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
public final class Checker implements Looks {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Of the calls that are asked for, so many have to have rung: dials may be lost on their way. */
  private static final double RUNG_SHARE = 0.7;

  /** Of the dials whose answer is cut so many are in doubt: of the others a webhook is quicker. */
  private static final double DOUBTED_SHARE = 0.2;

  /** Of the calls, which come four at a time, so many pass the gate with another. */
  private static final double TOGETHER_SHARE = 0.05;

  /** Of the calls to a phone that another call is for, so many have to have waited for it. */
  private static final double WAITED_SHARE = 0.1;

  private final Cluster cluster;
  private final CallLoad calls;
  private final CampaignLoad campaign;
  private final WebhookLoad webhooks;
  private final Duration held;

  /**
   * @param held how long what is done may hold a create back on its way
   */
  public Checker(
      Cluster cluster, CallLoad calls, CampaignLoad campaign, WebhookLoad webhooks, Duration held) {
    this.cluster = cluster;
    this.held = held;
    this.calls = calls;
    this.campaign = campaign;
    this.webhooks = webhooks;
  }

  /** Claims of one source, or that it cannot be asked. */
  private interface Source {
    List<Claim> ask() throws IOException, SQLException;
  }

  private static List<Claim> asked(String name, Source source) {
    try {
      return source.ask();
    } catch (IOException | SQLException | RuntimeException e) {
      return List.of(Claim.cannotBeAsked(name, e));
    }
  }

  @Override
  public @Nullable String unfinished() throws SQLException {
    try (Connection database = cluster.database()) {
      return Tables.unfinished(database, requests(), requests() + webhooks.calls());
    }
  }

  private long requests() {
    return (long) calls.asked() + campaign.people();
  }

  @Override
  public List<Claim> checkInTheMidst() {
    List<Claim> claims = new ArrayList<>();
    claims.addAll(
        asked(
            "ledger and provider",
            () -> {
              Http sandbox = sandbox();
              Ledger ledger = Ledger.read(sandbox);
              List<Claim> rings =
                  new ArrayList<>(rings(ledger, List.of(), truth(sandbox)).claims());
              rings.addAll(asked("the dial ledger", () -> dials(ledger)));
              return rings;
            }));
    claims.addAll(asked("topics", this::topicsInTheMidst));
    claims.add(answers());
    return claims;
  }

  private List<Claim> dials(Ledger ledger) throws SQLException {
    try (Connection database = cluster.database()) {
      Dials dials = Dials.read(database);
      return List.of(
          dials.writtenDown(ledger),
          dials.sentInTime(ledger, held),
          dials.noneWithin(campaign.quiets()),
          Tables.again(database));
    }
  }

  private List<Claim> topicsInTheMidst() {
    ToldCalls told = new ToldCalls();
    TopicScan topics = new TopicScan(cluster.bootstrap());
    topics.read(Topics.CALL_EVENTS, told::add);
    return List.of(told.oneContent(), deadLetters(topics));
  }

  private Rings rings(Ledger ledger, List<Accepted> accepted, Map<String, JsonNode> truth) {
    List<String> asked = new ArrayList<>(calls.numbers());
    asked.addAll(campaign.numbers());
    return new Rings(ledger, asked, accepted, truth);
  }

  private Http sandbox() {
    return http(cluster.sandbox(), cluster.retellKey());
  }

  private static Map<String, JsonNode> truth(Http sandbox) throws IOException {
    return Ledger.byCallId(Pages.truth(sandbox));
  }

  @Override
  public List<Claim> check() {
    return asked(
        "ledger and provider",
        () -> {
          Http sandbox = sandbox();
          Provider provider = new Provider(sandbox);
          Ledger ledger = Ledger.read(sandbox);
          Map<String, JsonNode> truth = truth(sandbox);
          CampaignRows people = new CampaignRows(campaign, gateway());
          List<Accepted> accepted = new ArrayList<>(calls.accepted());
          accepted.addAll(people.accepted());
          long rung = Math.round(requests() * RUNG_SHARE);
          long waited = Math.round(calls.rivals() * WAITED_SHARE);
          List<Claim> claims = new ArrayList<>();
          claims.add(provider.remembers());
          claims.addAll(rings(ledger, accepted, truth).claimsAtRest(rung, waited));
          claims.add(people.over());
          claims.addAll(asked("the database", () -> tables(ledger)));
          claims.addAll(asked("topics and rows", () -> topics(ledger, accepted, truth, provider)));
          claims.add(answers().atLeast((long) calls.asked() + webhooks.distinct()));
          return claims;
        });
  }

  /** Of a few it may be none. */
  private static long share(double share, long all) {
    return (long) (share * all);
  }

  private List<Claim> tables(Ledger ledger) throws SQLException {
    try (Connection database = cluster.database()) {
      List<Claim> claims = new ArrayList<>(Tables.atRest(database, requests()));
      Dials dials = Dials.read(database);
      claims.add(dials.writtenDown(ledger).atLeast(ledger.rings().size()));
      claims.add(dials.sentInTime(ledger, held).atLeast(ledger.rings().size()));
      long unanswered = calls.unanswered() + campaign.unanswered();
      claims.add(dials.settled(ledger).atLeast(share(DOUBTED_SHARE, unanswered)));
      claims.add(dials.noneWithin(campaign.quiets()).atLeast(campaign.quietsDue()));
      claims.add(Tables.again(database).atLeast(ledger.rings().size()));
      claims.add(Tables.together(database).atLeast(share(TOGETHER_SHARE, calls.asked())));
      return claims;
    }
  }

  private List<Claim> topics(
      Ledger ledger, List<Accepted> accepted, Map<String, JsonNode> truth, Provider provider)
      throws IOException, SQLException {
    try (Connection database = cluster.database()) {
      ForeignRows foreign = new ForeignRows(webhooks);
      Published published = Published.read(database);
      ToldCalls told = new ToldCalls();
      TopicScan topics = new TopicScan(cluster.bootstrap());
      topics.read(
          Topics.RETELL_WEBHOOKS,
          record -> {
            published.add(record);
            foreign.add(record, event(record));
          });
      topics.read(Topics.CALL_REQUESTS, published::add);
      topics.read(Topics.DISPATCH_SIGNALS, published::add);
      topics.read(
          Topics.CALL_EVENTS,
          record -> {
            published.add(record);
            told.add(record);
          });
      foreign.compareTranscripts(Tables.transcripts(database));
      OwnRows own = new OwnRows(accepted, ledger, truth, Dials.read(database));
      List<Claim> claims = new ArrayList<>(rows(own, foreign, told));
      claims.addAll(
          own.claims(
              Math.round(requests() * RUNG_SHARE),
              calls.neverMade(),
              share(RUNG_SHARE, campaign.unreached())));
      claims.addAll(foreign.claims());
      claims.add(foreign.ownKept(provider.webhooksTaken()).atLeast(share(RUNG_SHARE, requests())));
      claims.addAll(published.claims(requests()));
      claims.add(told.oneContent().atLeast(lives()));
      claims.add(deadLetters(topics));
      return claims;
    }
  }

  /** Every call has at least one event. */
  private long lives() {
    return requests() + (long) webhooks.calls() * ForeignCall.EVENTS;
  }

  private List<Claim> rows(OwnRows own, ForeignRows foreign, ToldCalls told) throws IOException {
    Claim known = Claim.atRest("every row is of a call that there was");
    Claim events = Claim.atRest("the events of a call, without a gap, tell its row");
    Pages.calls(
        gateway(),
        row -> {
          known.unless(own.take(row) || foreign.take(row), row::toString);
          @Nullable String fault = told.fault(row);
          events.unless(fault == null, () -> String.valueOf(fault));
        });
    told.withoutRow().forEach(id -> events.fault("call " + id + " was told of and has no row"));
    long least = requests() + webhooks.calls();
    return List.of(known.atLeast(least), events.atLeast(least));
  }

  private static Claim deadLetters(TopicScan topics) {
    Claim none = Claim.always("no reader gave anything up");
    Topics.all().stream()
        .filter(topic -> topic.endsWith(".dlt"))
        .forEach(topic -> {
          none.look();
          topics.read(topic, record -> none.fault("%s holds %s".formatted(topic, record.key())));
        });
    return none;
  }

  private Claim answers() {
    Claim proper = Claim.always("the gateway answered as it should");
    proper.looked(calls.latencies().count() + webhooks.latencies().count());
    calls.faults().forEach(proper::fault);
    campaign.faults().forEach(proper::fault);
    webhooks.faults().forEach(proper::fault);
    return proper;
  }

  private static String event(ConsumerRecord<String, byte[]> record) {
    @Nullable Header header = record.headers().lastHeader(Headers.EVENT);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private Http gateway() {
    return http(cluster.gatewayItself(), cluster.adminKey());
  }

  private static Http http(java.net.URI server, String key) {
    return new Http(server, Map.of("Authorization", "Bearer " + key), LIMIT);
  }
}
