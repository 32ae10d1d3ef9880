package io.callstream.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.RetryRule;
import io.callstream.dispatcher.TestCampaigns;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.gate.GateRig;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.retell.CallOrigin;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many webhooks taken down at once come to the same as one by one: the same random histories, of
 * dials in all states, once so and once so.
 */
class ManySightingsIT {

  private static final int CALLS = 80;
  private static final int BATCHES = 2;
  private static final long SEED = 20261121;

  private static final List<String> REASONS =
      List.of(
          "user_hangup",
          "agent_hangup",
          "dial_no_answer",
          "dial_busy",
          "voicemail_reached",
          "concurrency_limit_reached",
          "a_reason_of_tomorrow");

  /** All that becomes of a call, without ids and moments. */
  private static final String OUTCOME =
      """
      select string_agg(of_number, E'\\n' order by of_number) from (
        select right(n.number, 4) || ': ' || concat_ws(' ', n.open_dial is not null, n.shut_until is not null)
               || coalesce((select string_agg(concat_ws(' ', ' | call', c.attempt, c.state, c.done_as, c.end_status,
                      c.outcome, c.hold_code, c.placed, c.retried, c.spent, c.due_at > now(),
                      (select string_agg(concat_ws(' ', 'dial', d.state, d.late, d.end_source, d.end_reason,
                          case when d.duration_ms < 60000 then 'short' else d.duration_ms::text end,
                          d.ask_at is not null, d.stop_at is not null, d.shut_until is not null, d.say_again,
                          d.duplicate_of is not null), ', ' order by d.gate_at, d.retell_call_id)
                         from dispatch.dials d where d.call_id = c.call_id),
                      (select string_agg(concat_ws(' ', convert_from(m.value, 'utf8')::json ->> 'type',
                          convert_from(m.value, 'utf8')::json ->> 'source',
                          convert_from(m.value, 'utf8')::json ->> 'late'), ', ' order by m.id)
                         from outbox.messages m where m.key = c.call_id::text)),
                      '' order by c.attempt, c.state)
                    from dispatch.calls c where c.to_number = n.number), '') as of_number
          from dispatch.numbers n where starts_with(n.number,\
      """;

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @BeforeAll
  static void open() {
    rig = new GateRig("DIAL_PER_SECOND", "1000", "DIAL_UNANSWERED", "1000");
    rig.retell.concurrency(10_000);
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  private record Dialled(PlaceCall call, UUID dialId, String name) {}

  @Test
  void comeToTheSameAsOneByOne() {
    var atOnce = histories("+1212555", "a", new Random(SEED));
    var oneByOne = histories("+1310555", "b", new Random(SEED));

    double before = newReasons();
    atOnce.forEach(rig.ledger.ledger()::seen);
    double between = newReasons();
    oneByOne.forEach(batch -> batch.forEach(ManySightingsIT::takeAlone));

    var outcome = outcome("+1212555");
    assertThat(outcome).isEqualTo(outcome("+1310555"));
    assertThat(outcome)
        .contains("retry_wait", "open_call", "assumed", "completed", "failed", "dial placed")
        .hasLineCount(CALLS);
    assertThat(between - before).isPositive().isEqualTo(newReasons() - between);
  }

  private static void takeAlone(Sighting sighting) {
    var database = rig.ledger.workClient();
    var tables = new Tables(database);
    var signals = new DialSignals(rig.ledger.signals());
    var alerts = new Alerts(rig.ledger.meters);
    var waits = rig.ledger.waits();
    var retries = new Retries(database, rig.ledger.signals());
    var book = new DialBook(tables, signals, retries, waits, alerts);
    var sightings = new Sightings(database, tables, book, signals, waits, alerts);
    rig.ledger
        .transactions()
        .executeWithoutResult(_ -> assertThat(sightings.take(sighting)).isTrue());
  }

  private static double newReasons() {
    return rig.ledger.alerts(Alerts.Kind.UNKNOWN_REASON);
  }

  private static String outcome(String numbers) {
    return rig.ledger.text(OUTCOME + " '" + numbers + "')) all_numbers");
  }

  /** Calls to numbers that begin so, with dials in all states; and what Retell says of them. */
  private static List<List<Sighting>> histories(String numbers, String names, Random random) {
    var campaigns = new TestCampaigns(rig.ledger);
    var again =
        ", \"max_attempts\": 3, \"retry\": [{\"on\": [\"no_answer\", \"busy\"], \"delay_s\": 60}]";
    var campaign = campaigns.create(TestCampaigns.ALWAYS, again);
    var batches = new ArrayList<List<Sighting>>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(new ArrayList<>());
    }
    for (int i = 0; i < CALLS; i++) {
      var number = numbers + (1_000 + i);
      var call =
          switch (random.nextInt(3)) {
            case 0 -> campaigns.call(campaign, number);
            case 1 -> repeated(TestLedger.call(number));
            default -> TestLedger.call(number);
          };
      rig.ledger.place(call);
      wellAgain();
      var dialled = new Dialled(call, rig.dial(), names + i);
      befall(dialled, random);
      said(dialled, random).forEach(said -> batches.get(random.nextInt(BATCHES)).add(said));
    }
    return batches;
  }

  /** Whatever became of the last one bars the line for nobody here. */
  private static void wellAgain() {
    rig.ledger.run("update dispatch.line set unknowns = 0, rest_until = null, shut_at = null");
    rig.ledger.run("update gateway.control set line_reopened_at = clock_timestamp()");
  }

  private static PlaceCall repeated(PlaceCall call) {
    return new PlaceCall(
        call.requestId(),
        call.callId(),
        call.attempt(),
        null,
        call.toNumber(),
        call.fromNumber(),
        null,
        Map.of(),
        call.metadata(),
        call.dueAt(),
        call.expiresAt(),
        call.createdBy(),
        Instant.now(),
        null,
        null,
        new RetryRule(3, List.of("no_answer", "busy", "voicemail"), 60));
  }

  /** What has become of it before: mostly it was placed, and no more. */
  private static void befall(Dialled dialled, Random random) {
    var ledger = rig.ledger.ledger();
    int fate = random.nextInt(12);
    ledger.answered(
        dialled.dialId(),
        fate == 0 ? new DialNews.Unsure("cut") : new DialNews.Accepted(dialled.name()));
    switch (fate) {
      case 1 -> change(dialled, "stop_wanted = true");
      case 2 -> takeAlone(saw(dialled, new End.Assumed(ErrorCode.LOST, "nobody says")));
      case 3 -> takeAlone(second(dialled, null));
      case 4 -> change(dialled, "say_again = true, ask_at = now()");
      case 5 -> {
        rig.ledger.place(TestLedger.call(dialled.call().toNumber()));
        rig.ledger.run(
            "update dispatch.calls set hold_code = 'open_call', hold_text = 'x', due_at = now() + interval '1 minute'"
                + " where state = 'waiting' and to_number = '"
                + dialled.call().toNumber()
                + "'");
      }
      case 6 ->
          rig.ledger.run(
              "update dispatch.calls set state = 'done', done_as = 'abandoned', done_at = now() where call_id = '"
                  + dialled.call().callId()
                  + "'");
      default -> {}
    }
  }

  private static void change(Dialled dialled, String how) {
    rig.ledger.run(
        "update dispatch.dials set " + how + " where dial_id = '" + dialled.dialId() + "'");
  }

  private static List<Sighting> said(Dialled dialled, Random random) {
    var said = new ArrayList<Sighting>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      int what = random.nextInt(10);
      if (what < 2) {
        said.add(second(dialled, end(random)));
      } else if (what < 4) {
        said.add(new Sighting(dialled.name(), origin(dialled), null, true));
      } else if (what == 4) {
        said.add(new Sighting(dialled.name(), null, end(random), false));
      } else {
        said.add(saw(dialled, end(random)));
      }
    }
    return said;
  }

  private static End end(Random random) {
    var reason = random.nextInt(15) == 0 ? null : REASONS.get(random.nextInt(REASONS.size()));
    return new End.Reported(reason, random.nextBoolean() ? 3_600_000L : null);
  }

  private static Sighting saw(Dialled dialled, End end) {
    return new Sighting(dialled.name(), origin(dialled), end, false);
  }

  private static Sighting second(Dialled dialled, @Nullable End end) {
    return new Sighting(dialled.name() + "-second", origin(dialled), end, false);
  }

  private static CallOrigin origin(Dialled dialled) {
    return new CallOrigin(dialled.call().callId(), dialled.dialId(), dialled.call().requestId());
  }
}
