package io.callstream.chaos.check;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What must be so of single calls, whatever was done.
 *
 * @param accepted all of them; more may come
 */
public record CallClaims(Cluster cluster, List<Accepted> accepted) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Of the calls so many are made, at the least: some are refused, and some lost on their way. */
  private static final double MADE_SHARE = 0.7;

  /** What is still to do; nothing when all is at rest. */
  public @Nullable String unfinished() {
    try (Connection database = cluster.database()) {
      return Tables.unfinished(database, accepted.size(), accepted.size());
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  /** How many calls the dispatcher knows of; none while the database cannot be asked. */
  public long known() {
    try (Connection database = cluster.database()) {
      return Tables.calls(database);
    } catch (SQLException _) {
      return 0;
    }
  }

  /** How many calls are due and wait; none while the database cannot be asked. */
  public long due() {
    try (Connection database = cluster.database()) {
      return Tables.due(database);
    } catch (SQLException _) {
      return 0;
    }
  }

  /**
   * Whether the provider was told of any but the first so many.
   *
   * @param earlier requests whose creates do not count
   */
  public boolean anyMade(int earlier) throws IOException {
    Set<String> late =
        accepted.stream()
            .skip(earlier)
            .map(call -> call.requestId().toString())
            .collect(Collectors.toUnmodifiableSet());
    return Ledger.read(sandbox()).creates().stream()
        .anyMatch(create -> late.contains(create.requestId()));
  }

  /** Webhooks that the provider has given up on. */
  public long webhooksGivenUp() throws IOException {
    byte[] health = sandbox().get("/sandbox/health").getBytes(StandardCharsets.UTF_8);
    return Json.tree(health).path("webhooks_given_up").asLong();
  }

  /** All of them, once all is at rest. */
  public List<Claim> ask() throws IOException {
    Http sandbox = sandbox();
    Ledger ledger = Ledger.read(sandbox);
    Map<String, JsonNode> truth = Ledger.byCallId(Pages.truth(sandbox));
    List<String> numbers = accepted.stream().map(Accepted::toNumber).toList();
    long made = Math.round(accepted.size() * MADE_SHARE);
    List<Claim> claims =
        new ArrayList<>(new Rings(ledger, numbers, accepted, truth).claimsAtRest(made, 0));
    claims.addAll(rows(ledger, truth, made));
    return claims;
  }

  /**
   * That the provider was told of nothing in that time.
   *
   * @param text what it says
   */
  public Claim noneBetween(String text, Instant from, Instant to) throws IOException {
    return noneBetween(text, Ledger.read(sandbox()), from, to)
        .atLeast(Math.round(accepted.size() * MADE_SHARE));
  }

  static Claim noneBetween(String text, Ledger ledger, Instant from, Instant to) {
    Claim none = Claim.always(text);
    ledger
        .creates()
        .forEach(create ->
            none.unless(!create.at().isAfter(from) || !create.at().isBefore(to), create::toString));
    return none;
  }

  private List<Claim> rows(Ledger ledger, Map<String, JsonNode> truth, long made)
      throws IOException {
    try (Connection database = cluster.database()) {
      Dials dials = Dials.read(database);
      OwnRows own = new OwnRows(accepted, ledger, truth, dials);
      List<Claim> claims = new ArrayList<>();
      claims.add(own.readAll(http(cluster.gatewayItself(), cluster.adminKey())));
      claims.addAll(own.claims(made));
      claims.add(Tables.again(database).atLeast(made));
      claims.add(dials.settled(ledger));
      return claims;
    } catch (SQLException e) {
      return List.of(Claim.cannotBeAsked("the database", e));
    }
  }

  private Http sandbox() {
    return http(cluster.sandbox(), cluster.retellKey());
  }

  private static Http http(URI server, String key) {
    return new Http(server, Map.of("Authorization", "Bearer " + key), LIMIT);
  }
}
