package io.callstream.bench;

import io.callstream.stack.CannotStart;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./callstream bench}. Exit codes: 0 measured, 1 something went wrong, 2 no start. */
@Command(
    name = "callstream bench",
    description = "Measures a part here, beside the machine's limits and the plain alternative.",
    subcommands = ProjectorCommand.class,
    mixinStandardHelpOptions = true)
public final class BenchCommand {

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new BenchCommand());
    command.setExecutionExceptionHandler((failure, _, _) -> {
      if (failure instanceof CannotStart) {
        System.err.println("callstream: " + failure.getMessage());
        return CannotStart.EXIT_CODE;
      }
      throw failure;
    });
    System.exit(command.execute(args));
  }
}
