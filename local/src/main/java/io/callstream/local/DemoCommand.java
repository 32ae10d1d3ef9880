package io.callstream.local;

import io.callstream.local.demo.Demo;
import io.callstream.local.running.DemoWaits;
import io.callstream.local.running.Jars;
import io.callstream.local.running.PartDied;
import io.callstream.local.running.Plan;
import io.callstream.local.running.Ports;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts everything and calls people of the sandbox, 200 unless told, each once. */
@Command(
    name = "demo",
    description = {
      "Starts everything with the sandbox, calls the people of examples/reminders.csv, shows what became of each call.",
      "Exit code 0 when every call ended and no phone rang more than once for its request."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final String PEOPLE = "examples/reminders.csv";

  /** The longest waits of the parts, whatever the speed; and what calls may take in real time. */
  private static final Duration WAITS_MAX = Duration.ofMinutes(3);

  private static final Duration CALLS_MAX = Duration.ofHours(1);
  private static final int SPEED_MAX = 1000;
  private static final int RUN_FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RunOptions options = new RunOptions();

  @Option(names = "--exit", description = "stop everything after the last call has ended")
  private boolean exit;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "" + DemoWaits.MADE_FOR_SPEED,
      description =
          "how many times faster than life the sandbox's calls are (default: ${DEFAULT-VALUE})")
  private int speed;

  @Option(
      names = "--people",
      paramLabel = "FILE",
      description = "who is called (default: " + PEOPLE + ")")
  private Path people = Jars.find().root().resolve(PEOPLE);

  @Override
  public Integer call() {
    if (speed < 1 || speed > SPEED_MAX) {
      throw new ParameterException(spec.commandLine(), "--speed is 1 to " + SPEED_MAX);
    }
    return Foreground.run(this::run);
  }

  private int run(Foreground running) {
    running.onSignalExitWith(RUN_FAILED);
    Ports ports = options.ports();
    System.out.println("the demo's waits, shortened to fit its speed of " + speed + ":");
    DemoWaits.at(speed).forEach((name, value) -> System.out.println("  " + name + "=" + value));
    StartedSystem system =
        StartedSystem.start(running, options, _ -> Plan.demo(ports.sandboxUri(), speed));
    boolean good;
    try {
      good = demo(system).run(people, limit(), system::throwIfDied);
    } catch (PartDied death) {
      return StartedSystem.say(death, running);
    }
    system.sayWhereToLook();
    int exitCode = good ? 0 : RUN_FAILED;
    running.onSignalExitWith(exitCode);
    if (exit) {
      return exitCode;
    }
    System.out.println("everything stays up; Ctrl-C stops it");
    return system.awaitDeath(running);
  }

  private Demo demo(StartedSystem system) {
    Ports ports = options.ports();
    String adminKey = system.adminKey().value();
    return new Demo(ports.gatewayUri(), adminKey, ports.sandboxUri(), System.out, isTerminal());
  }

  private Duration limit() {
    return WAITS_MAX.plus(CALLS_MAX.dividedBy(speed));
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
