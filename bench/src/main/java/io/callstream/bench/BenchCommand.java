package io.callstream.bench;

import io.callstream.bench.campaigns.ImportCommand;
import io.callstream.bench.code.CodeCommand;
import io.callstream.bench.dispatcher.DispatcherCommand;
import io.callstream.bench.endtoend.EndToEndCommand;
import io.callstream.bench.gateway.GatewayCommand;
import io.callstream.bench.projector.ProjectorCommand;
import io.callstream.bench.projector.RebuildCommand;
import io.callstream.bench.queries.QueriesCommand;
import io.callstream.bench.relay.RelayCommand;
import io.callstream.bench.table.TableCommand;
import io.callstream.stack.CannotStart;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./callstream bench}. Exit codes: 0 measured, 1 it was ended early, 2 it could not be. */
@Command(
    name = "callstream bench",
    description = {
      "Measures a part on this machine, beside what the machine can and what the plain alternative",
      "does, all in one run. Prints a table and what was wanted; the same lies as JSON and as a",
      "chart in a new folder under bench/target/runs. Needs no Docker; stops all it started, also",
      "by Ctrl-C. Exit code 0: measured, whatever was wanted; 1: ended early; 2: it could not be",
      "measured. Anything else that runs on the machine is measured along."
    },
    subcommands = {
      GatewayCommand.class,
      DispatcherCommand.class,
      EndToEndCommand.class,
      ProjectorCommand.class,
      RebuildCommand.class,
      RelayCommand.class,
      ImportCommand.class,
      QueriesCommand.class,
      CodeCommand.class,
      TableCommand.class
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand {

  private static final int HELP_WIDTH = 110;

  public static void main(String[] args) {
    var command = new CommandLine(new BenchCommand()).setUsageHelpWidth(HELP_WIDTH);
    command.setExecutionExceptionHandler((failure, _, _) -> {
      if (failure instanceof CannotStart) {
        System.err.println("callstream: " + failure.getMessage());
        return CannotStart.EXIT_CODE;
      }
      throw failure;
    });
    Origin.typed(List.of(args));
    System.exit(command.execute(args));
  }
}
