package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.TestCampaigns;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * How long it takes to find calls and to let one through while few and while very many wait: half
 * of them due in one campaign, a quarter in one that is paused, a quarter not due before tomorrow.
 * Run by its name.
 */
class ClaimTimeBench {

  private static final List<Integer> WAITING = List.of(10_000, 1_000_000);
  private static final int WARM_UP = 1_000;
  private static final int MEASURED = 1_000;
  private static final double GROWTH_MAX = 2;

  @Test
  void findingAndLettingThrough() throws SQLException {
    try (var rig = new GateRig("DIAL_PER_SECOND", "100000", "DIAL_UNANSWERED", "100000")) {
      rig.retell.concurrency(1_000_000);
      rig.slots.ask();
      var few = times(rig, WAITING.getFirst());
      var many = times(rig, WAITING.getLast());
      System.out.printf(
          "%,d wait: %s%n%,d wait: %s%n", WAITING.getFirst(), few, WAITING.getLast(), many);
      assertThat(many.found() / few.found()).isLessThanOrEqualTo(GROWTH_MAX);
      assertThat(many.taken() / few.taken()).isLessThanOrEqualTo(GROWTH_MAX);
    }
  }

  /** Medians in ms, of a lane's look for calls and of the gate's transaction for one of them. */
  private record Times(double found, double taken) {

    @Override
    public String toString() {
      return "%.2f ms to find, %.2f ms to let one through (medians)".formatted(found, taken);
    }
  }

  private static Times times(GateRig rig, int waiting) {
    rig.ledger.reset();
    fill(rig, waiting);
    var sifter = rig.sifter();
    var found = new long[WARM_UP + MEASURED];
    var taken = new long[WARM_UP + MEASURED];
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      if (i % 100 == 0) {
        rig.slots.ask();
      }
      long begun = System.nanoTime();
      var candidates = sifter.sift().candidates();
      long at = System.nanoTime();
      var answer = rig.gate.take(List.of(UUID.randomUUID()), candidates);
      taken[i] = System.nanoTime() - at;
      found[i] = at - begun;
      sifter.putBack(candidates);
      assertThat(answer).isInstanceOf(GateAnswer.Taken.class);
    }
    return new Times(median(found), median(taken));
  }

  private static double median(long[] nanos) {
    return LongStream.of(nanos).skip(WARM_UP).sorted().skip(MEASURED / 2).findFirst().orElseThrow()
        / 1e6;
  }

  private static void fill(GateRig rig, int waiting) {
    var campaigns = new TestCampaigns(rig.ledger);
    var due = campaigns.create(TestCampaigns.ALWAYS, "");
    var paused = campaigns.create(TestCampaigns.ALWAYS, "");
    var later = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.state(paused, "paused");
    for (var campaign : List.of(due, paused, later)) {
      rig.ledger.run("insert into dispatch.campaigns (campaign_id) values ('" + campaign + "')");
    }
    rig.ledger.run(
        """
        insert into dispatch.numbers (number)
        select '+1212' || (2000000 + g) from generate_series(1, %d) g\
        """
            .formatted(waiting));
    rig.ledger.run(
        """
        insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
          variables, metadata, requested_at, due_at, expires_at)
        select id, id, (array['%s', '%s', '%s', '%s']::uuid[])[1 + g %% 4],
               '+1212' || (2000000 + g), '+12125550100', '{"name": "Ada"}', '{"order": 7}', now(),
               now() + g * interval '1 ms'
                 + case when g %% 4 = 3 then interval '1 day' else - interval '1 hour' end,
               now() + interval '3 days'
          from (select g, gen_random_uuid() as id from generate_series(1, %d) g) people\
        """
            .formatted(due, due, paused, later, waiting));
    rig.ledger.run("vacuum analyze dispatch.calls, dispatch.numbers, dispatch.campaigns");
  }
}
