package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.CampaignLoad.Quiet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the dispatcher has written down of its dials, by their ids. */
record Dials(Map<String, Dial> byId) {

  /** From the gate to the first byte of the request (CONTRACT.md, DIAL_WRITE_LIMIT). */
  static final Duration WRITE_LIMIT = Duration.ofSeconds(2);

  /** From the first byte to the line in the ledger, on a machine that is very busy. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(3);

  private static final Duration DOUBT_MAX = Duration.ofMinutes(2);
  private static final double SETTLED_SHARE = 0.99;

  /** One dial. */
  record Dial(
      String dialId,
      String callId,
      String requestId,
      String campaign,
      String toNumber,
      Instant gateAt,
      String state,
      @Nullable Instant unknownAt,
      @Nullable Instant placedAt) {

    static Dial of(ResultSet row) throws SQLException {
      return new Dial(
          row.getString("dial_id"),
          row.getString("call_id"),
          row.getString("request_id"),
          String.valueOf(row.getString("campaign_id")),
          row.getString("to_number"),
          row.getObject("gate_at", OffsetDateTime.class).toInstant(),
          row.getString("state"),
          instant(row, "unknown_at"),
          instant(row, "placed_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
      OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
      return time == null ? null : time.toInstant();
    }
  }

  static Dials of(Collection<Dial> dials) {
    return new Dials(dials.stream().collect(Collectors.toMap(Dial::dialId, Function.identity())));
  }

  static Dials read(Connection database) throws SQLException {
    List<Dial> dials = new ArrayList<>();
    try (Statement sql = database.createStatement();
        ResultSet rows = sql.executeQuery("select * from dispatch.dials")) {
      while (rows.next()) {
        dials.add(Dial.of(rows));
      }
    }
    return of(dials);
  }

  /** Whether a dial of that call was given up: sent, perhaps, and never heard of. */
  boolean abandoned(String callId) {
    return byId.values().stream()
        .anyMatch(dial -> dial.callId().equals(callId) && dial.state().equals("abandoned"));
  }

  /** At every moment, if these were read after the ledger. */
  Claim writtenDown(Ledger ledger) {
    Claim claim = Claim.always("every create is of a dial that was written down before");
    for (Create create : ledger.creates()) {
      Dial dial = byId.get(create.dialId());
      claim.unless(
          dial != null
              && dial.callId().equals(create.callId())
              && dial.requestId().equals(create.requestId())
              && dial.toNumber().equals(create.toNumber()),
          () -> "%s, but the dispatcher has %s".formatted(create, dial));
    }
    return claim;
  }

  /**
   * At every moment, if these were read after the ledger.
   *
   * @param held how long what is done to dispatchers and their link may hold a create back
   */
  Claim sentInTime(Ledger ledger, Duration held) {
    Duration limit = WRITE_LIMIT.plus(ON_ITS_WAY).plus(held);
    List<Create> late = new ArrayList<>();
    Duration longest = Duration.ZERO;
    long looked = 0;
    for (Create create : ledger.creates()) {
      Dial dial = byId.get(create.dialId());
      if (dial != null) {
        Duration took = Duration.between(dial.gateAt(), create.at());
        longest = took.compareTo(longest) > 0 ? took : longest;
        looked++;
        if (took.compareTo(limit) > 0) {
          late.add(create);
        }
      }
    }
    Claim claim =
        Claim.always(
            "every create came within %.1f s of its gate, the latest after %.1f s"
                .formatted(limit.toMillis() / 1000.0, longest.toMillis() / 1000.0));
    claim.looked(looked);
    late.forEach(create -> claim.fault("%s of %s".formatted(create, byId.get(create.dialId()))));
    return claim;
  }

  /** At every moment. */
  Claim noneWithin(List<Quiet> quiets) {
    Claim claim =
        Claim.always("nobody was let through while the campaign was paused or all was stopped");
    for (Quiet quiet : quiets) {
      claim.look();
      byId.values().stream()
          .filter(dial -> quiet.campaign().isEmpty() || quiet.campaign().equals(dial.campaign()))
          .filter(dial -> dial.gateAt().isAfter(quiet.from()) && dial.gateAt().isBefore(quiet.to()))
          .forEach(dial -> claim.fault("%s, in %s".formatted(dial, quiet)));
    }
    return claim;
  }

  /** Told from the ring on, and of all that were in doubt and rang: unsettled is for ever. */
  Claim settled(Ledger ledger) {
    Claim claim =
        Claim.atRest("of 100 dials in doubt that rang, 99 were known to have within 120 s");
    List<Duration> waits = new ArrayList<>();
    for (Create ring : ledger.rings()) {
      Dial dial = byId.get(ring.dialId());
      if (dial != null && dial.unknownAt() != null) {
        waits.add(wait(ring, dial));
      }
    }
    claim.looked(waits.size());
    waits.sort(null);
    int index = (int) Math.ceil(SETTLED_SHARE * waits.size()) - 1;
    if (index >= 0 && waits.get(index).compareTo(DOUBT_MAX) > 0) {
      claim.fault("the 99th of 100 took " + waits.get(index));
    }
    return claim;
  }

  private static Duration wait(Create ring, Dial dial) {
    Instant placed = dial.placedAt();
    return placed == null
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.between(ring.at(), placed);
  }
}
