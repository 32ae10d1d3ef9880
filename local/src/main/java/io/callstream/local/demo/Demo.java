package io.callstream.local.demo;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One run of the demo against a system that is ready. */
public final class Demo {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final int EXAMPLES_MAX = 10;
  private static final int NAME_DIGITS = 12;

  private final GatewayApi gateway;
  private final URI sandbox;
  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal whether {@code out} can show a bar that moves
   */
  public Demo(URI gateway, String adminKey, URI sandbox, PrintStream out, boolean terminal) {
    this.gateway = new GatewayApi(gateway, adminKey);
    this.sandbox = sandbox;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Calls all people of the file and follows the calls to their ends.
   *
   * @param limit how long to wait for the ends
   * @param stillWell called often; throws when a part of the system is gone
   * @return whether every call ended and no phone rang more than once for its request
   * @throws DemoFailed when the gateway or the sandbox does not answer as it should
   */
  public boolean run(Path file, Duration limit, Runnable stillWell) {
    int asked = Person.read(file).size();
    out.printf("calling %d people of %s%n", asked, file);
    GatewayApi.Campaign campaign = gateway.campaign(name(file), bytes(file));
    Collection<CallRow> calls = follow(campaign.id(), asked, limit, stillWell);
    if (campaign.known()) {
      out.printf(
          "these people were called in an earlier run on this data folder and not again: the same"
              + " file is the same campaign. --fresh begins anew.%n");
    }
    return judge(asked, calls, limit);
  }

  private Collection<CallRow> follow(
      String campaignId, int asked, Duration limit, Runnable stillWell) {
    ProgressLine progress = new ProgressLine(out, terminal);
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      stillWell.run();
      Collection<CallRow> calls = gateway.calls(campaignId);
      Snapshot snapshot = Snapshot.of(asked, asked, calls);
      progress.show(snapshot);
      if (snapshot.allEnded() || System.nanoTime() > deadline) {
        progress.end();
        return calls;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** Other people, or the same with other words, are another campaign. */
  private static String name(Path file) {
    return "demo "
        + file.getFileName()
        + " "
        + Person.digest(bytes(file)).substring(0, NAME_DIGITS);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CannotStart("cannot read " + file + ": " + e, e);
    }
  }

  private boolean judge(int asked, Collection<CallRow> calls, Duration limit) {
    out.println();
    out.print(ResultTable.of(calls));
    out.println();
    boolean ended = sayEnds(asked, calls, limit);
    boolean once = sayRings(calls);
    return ended && once;
  }

  private boolean sayEnds(int asked, Collection<CallRow> calls, Duration limit) {
    List<CallRow> open = calls.stream().filter(call -> !call.ended()).toList();
    int ended = calls.size() - open.size();
    if (ended == asked) {
      out.printf("all %d calls have ended%n", asked);
      return true;
    }
    out.printf("only %d of %d calls have ended within %d s%n", ended, asked, limit.toSeconds());
    open.stream()
        .limit(EXAMPLES_MAX)
        .forEach(call ->
            out.printf(
                "  %s %s, hold: %s%n",
                call.callId(), call.status(), call.hold() == null ? "none" : call.hold()));
    return false;
  }

  private boolean sayRings(Collection<CallRow> calls) {
    Rings rings = Rings.in(SandboxLedger.lines(sandbox));
    List<String> faults = rings.faults();
    long rang = rings.rang(calls.stream().map(CallRow::requestId).toList());
    if (faults.isEmpty()) {
      out.printf("%d phones rang, none more than once for its request%n", rang);
      return true;
    }
    out.printf("WRONG RINGS: %d requests, among them:%n", faults.size());
    faults.stream().limit(EXAMPLES_MAX).forEach(fault -> out.println("  " + fault));
    return false;
  }
}
