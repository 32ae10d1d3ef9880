package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.Http;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What must be so after Retell was away.
 *
 * @param asked all requests; more may come
 */
public record OutageClaims(Cluster cluster, List<Asked> asked) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Who may be called for so long after it is back is called. */
  private static final Duration TIME_ENOUGH = Duration.ofMinutes(5);

  /** Of those so many ring: in the outage some dials are lost, and their calls given up. */
  private static final double RUNG_SHARE = 0.7;

  /**
   * A request.
   *
   * @param until its expiry or the end of its window: from then on nobody is to be dialled for it
   */
  public record Asked(Accepted call, Instant until) {

    private String id() {
      return call.requestId().toString();
    }

    private boolean lasts(Instant back) {
      return until.isAfter(back.plus(TIME_ENOUGH));
    }
  }

  /** What is still to do; nothing when all is at rest. */
  public @Nullable String unfinished() {
    try (Connection database = cluster.database()) {
      return Tables.unfinished(database, asked.size(), asked.size());
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  /** How many dials the gate let through from one moment to another. */
  public long dials(Instant from, Instant to) throws SQLException {
    try (Connection database = cluster.database()) {
      return Dials.read(database).byId().values().stream()
          .filter(dial -> dial.gateAt().isAfter(from) && dial.gateAt().isBefore(to))
          .count();
    }
  }

  /**
   * All of them.
   *
   * @param back when Retell was back
   */
  public List<Claim> ask(Instant back) throws IOException, SQLException {
    Http sandbox = http(cluster.sandbox(), cluster.retellKey());
    Ledger ledger = Ledger.read(sandbox);
    Map<String, JsonNode> truth = Ledger.byCallId(Pages.truth(sandbox));
    try (Connection database = cluster.database()) {
      List<Claim> claims = new ArrayList<>(Tables.atRest(database, asked.size()));
      Dials dials = Dials.read(database);
      claims.add(Tables.again(database).atLeast(rung(asked, back)));
      claims.add(dials.writtenDown(ledger).atLeast(rung(asked, back)));
      claims.addAll(found(asked, back, ledger, truth, dials));
      OwnRows own = new OwnRows(calls(asked), ledger, truth, dials, mayExpire(asked, back));
      claims.add(own.readAll(http(cluster.gatewayItself(), cluster.adminKey())));
      claims.addAll(own.claims(rung(asked, back)));
      return claims;
    }
  }

  /** What ledger and provider say. */
  static List<Claim> found(
      List<Asked> asked, Instant back, Ledger ledger, Map<String, JsonNode> truth, Dials dials) {
    List<String> numbers = asked.stream().map(one -> one.call().toNumber()).toList();
    List<Claim> claims =
        new ArrayList<>(
            new Rings(ledger, numbers, calls(asked), truth).claimsAtRest(rung(asked, back), 0));
    claims.add(called(asked, back, ledger, dials));
    claims.add(inTime(asked, back, ledger));
    return claims;
  }

  private static List<Accepted> calls(List<Asked> asked) {
    return asked.stream().map(Asked::call).toList();
  }

  private static Set<String> mayExpire(List<Asked> asked, Instant back) {
    return asked.stream()
        .filter(Predicate.not(one -> one.lasts(back)))
        .map(Asked::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static long lasting(List<Asked> asked, Instant back) {
    return asked.stream().filter(one -> one.lasts(back)).count();
  }

  private static long rung(List<Asked> asked, Instant back) {
    return Math.round(lasting(asked, back) * RUNG_SHARE);
  }

  private static Claim called(List<Asked> asked, Instant back, Ledger ledger, Dials dials) {
    Claim called =
        Claim.atRest("who could still be called when it was back was, or a dial of it was lost");
    Set<String> rang =
        ledger.rings().stream().map(Create::requestId).collect(Collectors.toUnmodifiableSet());
    asked.stream()
        .filter(one -> one.lasts(back))
        .forEach(one ->
            called.unless(rang.contains(one.id()) || dials.abandoned(one.id()), one::toString));
    return called.atLeast(lasting(asked, back));
  }

  private static Claim inTime(List<Asked> asked, Instant back, Ledger ledger) {
    Claim inTime =
        Claim.always("nobody was dialled after the request had expired or its window closed");
    Map<String, Instant> until = new HashMap<>();
    asked.forEach(one -> until.put(one.id(), one.until()));
    for (Create create : ledger.creates()) {
      Instant end = until.getOrDefault(create.requestId(), Instant.EPOCH);
      inTime.unless(
          create.at().isBefore(end.plus(Dials.WRITE_LIMIT)), () -> create + " until " + end);
    }
    return inTime.atLeast(rung(asked, back));
  }

  private static Http http(URI server, String key) {
    return new Http(server, Map.of("Authorization", "Bearer " + key), LIMIT);
  }
}
