package io.callstream.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.gate.GateLoops;
import io.callstream.dispatcher.ledger.Tallies;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.dial.DialLimits;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.startup.Worker;
import io.callstream.stack.FreePorts;
import io.callstream.testing.JavaProcess;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many dials a second the ledger and its client make: the dispatcher's own gate, lanes, senders
 * and counts on a real PostgreSQL, against a Retell that only answers, limits lifted, without
 * relay, readers and projector. Nobody hangs up, so every dial stays in flight. Run by its name.
 */
class DialsPerSecondBench {

  private static final int PEOPLE = Integer.getInteger("bench.people", 140_000);
  private static final String PER_SECOND = System.getProperty("bench.per-second", "2000");
  private static final Duration FOLDED_EVERY = Duration.ofSeconds(1);
  private static final Duration WARM_UP =
      Duration.ofSeconds(Integer.getInteger("bench.warm-up", 30));
  private static final Duration MEASURED =
      Duration.ofSeconds(Integer.getInteger("bench.seconds", 30));

  private static final String NOT_SENT =
      """
      select coalesce(string_agg(n || ' for ' || answer, '; '), 'none')
        from (select answer, count(*) as n from dispatch.dials where state = 'not_sent' group by 1) why
      """;

  @TempDir private Path folder;

  @Test
  void ledgerAndClient() {
    int port = FreePorts.find();
    try (var retell = JavaProcess.start(BareRetell.class, java.util.Map.of(), folder, "" + port);
        var ledger = ledger(port)) {
      people(ledger);
      var workers = workers(ledger, URI.create("http://127.0.0.1:" + port));
      workers.forEach(Worker::start);
      rest(WARM_UP);
      var from = Sample.take(ledger, retell);
      rest(MEASURED);
      var to = Sample.take(ledger, retell);
      workers.reversed().forEach(Worker::stop);
      say(from, to);
      System.out.println("not sent, and called later: " + ledger.text(NOT_SENT));
      assertThat(
              ledger.text(
                  "select count(*) from dispatch.dials where state not in ('placed', 'not_sent')"))
          .isEqualTo("0");
      assertThat(
              ledger.text(
                  "select count(*) - count(distinct to_number) from dispatch.dials where state = 'placed'"))
          .isEqualTo("0");
      assertThat(retell.output()).as("numbers that rang twice").isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestLedger ledger(int port) {
    return new TestLedger(
        "RETELL_BASE_URL",
        "http://127.0.0.1:" + port,
        "DIAL_PER_SECOND",
        PER_SECOND,
        "DIAL_UNANSWERED",
        "1000");
  }

  private static List<Worker> workers(TestLedger ledger, URI retell) {
    var account = new RetellAccount(retell, "key");
    var limits = DialLimits.answeredWithin(Duration.ofMinutes(2));
    var workers = new ArrayList<Worker>();
    workers.add(
        new Loop("tallies", FOLDED_EVERY, new Tallies(ledger.workClient())::fold, ledger.meters));
    workers.addAll(
        GateLoops.workers(
            new GateLoops.Database(
                ledger.gateClient(), ledger.gateTransactions(), ledger.workClient()),
            new GateLoops.Retell(
                new DialLine(account, limits, InstantSource.system()),
                new RetellReads(account, Duration.ofSeconds(10)),
                ledger.questions(),
                OptionalInt.empty()),
            ledger.ledger(),
            ledger.guard(),
            ledger.gateSettings().gate(),
            ledger.meters));
    return workers;
  }

  /** All of one campaign, and due. */
  private static void people(TestLedger ledger) {
    UUID campaign = new TestCampaigns(ledger).create(TestCampaigns.ALWAYS, "");
    ledger.run("insert into dispatch.campaigns (campaign_id) values ('" + campaign + "')");
    ledger.run(
        """
        insert into dispatch.numbers (number)
        select '+1212' || (2000000 + g) from generate_series(1, %d) g\
        """
            .formatted(PEOPLE));
    ledger.run(
        """
        insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
          variables, metadata, requested_at, due_at, expires_at)
        select id, id, '%s', '+1212' || (2000000 + g), '+12125550100', '{"name": "Ada"}', '{"order": 7}', now(),
          now() - interval '1 hour' + g * interval '1 ms', now() + interval '1 day'
          from (select g, gen_random_uuid() as id from generate_series(1, %d) g) people\
        """
            .formatted(campaign, PEOPLE));
    ledger.run("vacuum analyze dispatch.calls, dispatch.numbers");
  }

  /** CPU times in ns. */
  private record Sample(long at, long dials, long own, long retell, long postgres) {

    static Sample take(TestLedger ledger, JavaProcess retell) {
      return new Sample(
          System.nanoTime(),
          ledger.meters.timer("callstream.dispatcher.dials", "outcome", "accepted").count(),
          ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
              .getProcessCpuTime(),
          cpu(ProcessHandle.of(retell.pid()).orElseThrow()),
          ProcessHandle.current()
              .descendants()
              .filter(process -> process.info().command().orElse("").endsWith("postgres"))
              .mapToLong(Sample::cpu)
              .sum());
    }

    private static long cpu(ProcessHandle process) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }
  }

  private static void say(Sample from, Sample to) {
    double dials = to.dials - from.dials;
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    System.out.printf(
        "%.0f dials/s over %.0f s; CPU a dial: %.2f ms ours, %.2f ms PostgreSQL's, %.2f ms the stand-in's;"
            + " %d in flight at the end, heap %d MiB after a collection, at most %d%n",
        dials / ((to.at - from.at) / 1e9),
        (to.at - from.at) / 1e9,
        (to.own - from.own) / dials / 1e6,
        (to.postgres - from.postgres) / dials / 1e6,
        (to.retell - from.retell) / dials / 1e6,
        to.dials,
        heap.getUsed() >> 20,
        heap.getMax() >> 20);
  }

  private static void rest(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
