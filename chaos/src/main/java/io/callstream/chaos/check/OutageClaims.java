package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.Http;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must be so after Retell was away.
 *
 * @param expiries by request id: from then on nobody is to be dialled for it
 */
public record OutageClaims(Cluster cluster, Map<String, Instant> expiries) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** From the gate to the last byte of the request (CONTRACT.md, DIAL_WRITE_LIMIT). */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(2);

  /** What is still to do; nothing when all is at rest. */
  public @Nullable String unfinished() {
    try (Connection database = cluster.database()) {
      return Tables.unfinished(database, expiries.size(), expiries.size());
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

  /** All of them. */
  public List<Claim> ask() throws IOException, SQLException {
    Ledger ledger =
        Ledger.read(
            new Http(
                cluster.sandbox(),
                Map.of("Authorization", "Bearer " + cluster.retellKey()),
                LIMIT));
    try (Connection database = cluster.database()) {
      List<Claim> claims = new ArrayList<>(Tables.atRest(database, expiries.size()));
      claims.add(Tables.again(database));
      claims.add(Dials.read(database).writtenDown(ledger));
      claims.add(once(ledger));
      claims.add(inTime(ledger));
      return claims;
    }
  }

  private static Claim once(Ledger ledger) {
    Claim once = Claim.always("no phone rang twice for one call");
    Ledger.by(ledger.rings(), Create::callId)
        .forEach((call, rings) -> once.unless(rings.size() == 1, () -> call + ": " + rings));
    return once;
  }

  private Claim inTime(Ledger ledger) {
    Claim inTime = Claim.always("nobody was dialled after the request had expired");
    for (Create create : ledger.creates()) {
      Instant expiry = expiries.getOrDefault(create.requestId(), Instant.EPOCH);
      inTime.unless(create.at().isBefore(expiry.plus(WRITE_LIMIT)), () -> create + " of " + expiry);
    }
    return inTime;
  }
}
