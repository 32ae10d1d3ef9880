package io.callstream.schedules;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code callstream schedules}: exit 0 when no schedule breaks a promise and every mutant dies. */
@Command(
    name = "callstream schedules",
    description = {
      "Runs the dispatcher's rules under every order of events: two dispatchers, Retell,",
      "time and people, with faults and crashes at each step. Each schedule is checked for",
      "one ring a request and one call at a time to a person; each of the built-in mutants",
      "of the gate must be caught."
    },
    mixinStandardHelpOptions = true)
public final class SchedulesCommand implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int FAULTS_OF_MUTANTS = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--faults",
      paramLabel = "N",
      description = "at most N faults in one schedule (default: ${DEFAULT-VALUE})")
  private int faults = 3;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "run at least N distinct schedules one by one (default: ${DEFAULT-VALUE})")
  private long schedules = 10_000_000;

  public static void main(String[] args) {
    System.exit(new CommandLine(new SchedulesCommand()).execute(args));
  }

  @Override
  public Integer call() {
    var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    try {
      enumerate(out);
      boolean broken = reach(out);
      long survivors = Arrays.stream(Mutant.values()).filter(m -> survives(m, out)).count();
      int mutants = Mutant.values().length;
      out.printf("mutants: %d of %d caught%n", mutants - survivors, mutants);
      out.flush();
      return broken || survivors > 0 ? FAILED : DONE;
    } catch (Breach breach) {
      out.println("BROKEN: " + breach.getMessage());
      out.flush();
      return FAILED;
    }
  }

  private void enumerate(PrintWriter out) {
    long from = System.nanoTime();
    long run = 0;
    int length = 0;
    while (run < schedules) {
      length++;
      run = 0;
      for (var scenario : Scenario.all(faults)) {
        run += new Count(new Schedule(scenario, Rules.REAL)).run(length);
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d distinct schedules of %d steps run one by one in %d s: no promise broken%n",
        run,
        length,
        Duration.ofNanos(System.nanoTime() - from).toSeconds());
    out.flush();
  }

  /** The same without a limit of length, each world once. */
  private boolean reach(PrintWriter out) {
    boolean broken = false;
    for (var scenario : Scenario.all(faults)) {
      long from = System.nanoTime();
      var found = Reach.search(new Schedule(scenario, Rules.REAL));
      out.printf(
          Locale.ROOT,
          "%s, up to %d faults: %,d worlds, %,d steps, %d s: %s%n",
          scenario.name(),
          scenario.faults(),
          found.worlds(),
          found.steps(),
          Duration.ofNanos(System.nanoTime() - from).toSeconds(),
          found.broken() == null ? "no promise broken" : "BROKEN: " + told(found));
      out.flush();
      broken |= found.broken() != null;
    }
    return broken;
  }

  private static boolean survives(Mutant mutant, PrintWriter out) {
    var name = mutant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    var caught = catching(mutant);
    out.println(name + ": " + caught.map(SchedulesCommand::told).orElse("SURVIVED"));
    out.flush();
    return caught.isEmpty();
  }

  /** The first scenario's shortest schedule that shows the mutant. */
  static Optional<Reach.Found> catching(Mutant mutant) {
    for (int faults = 0; faults <= FAULTS_OF_MUTANTS; faults++) {
      for (var scenario : Scenario.all(faults)) {
        var found = Reach.search(new Schedule(scenario, mutant.rules()));
        if (found.broken() != null) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static String told(Reach.Found found) {
    List<String> steps = found.schedule().stream().map(Step::toString).toList();
    return found.broken() + " by " + String.join(", ", steps);
  }
}
