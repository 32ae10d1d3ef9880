package io.callstream.local;

import io.callstream.local.campaign.CampaignCommand;
import io.callstream.local.campaign.CampaignFailed;
import io.callstream.local.demo.DemoFailed;
import io.callstream.local.dlt.DltCommand;
import io.callstream.local.rebuild.RebuildCommand;
import io.callstream.stack.CannotStart;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code callstream} command. Exit codes: 0 done, 1 the run failed, 2 could not start
 * (CONTRACT.md, Launcher).
 */
@Command(
    name = "callstream",
    description = "Runs Callstream's parts on this machine.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      StackCommand.class,
      SandboxCommand.class,
      CampaignCommand.class,
      DltCommand.class,
      RebuildCommand.class
    },
    footer = {
      "",
      "`callstream COMMAND --help` tells more of a command; `callstream test` runs all tests,",
      "`callstream schedules` the dispatcher's rules under every order of events,",
      "`callstream chaos` the whole system under faults of every kind, `callstream soak` for long."
    },
    versionProvider = Callstream.Version.class,
    mixinStandardHelpOptions = true)
public final class Callstream {

  /** As the jar's manifest has it. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Callstream.class.getPackage().getImplementationVersion();
      return new String[] {"callstream " + (version == null ? "(not built)" : version)};
    }
  }

  private static final int RUN_FAILED = 1;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    CommandLine commands = new CommandLine(new Callstream());
    commands.setExecutionExceptionHandler((failure, _, _) -> report(failure));
    return commands.execute(args.length == 0 ? new String[] {"--help"} : args);
  }

  /** The one place where a failure becomes words and an exit code. */
  private static int report(Exception failure) throws Exception {
    return switch (failure) {
      case CannotStart reason -> say(reason, CannotStart.EXIT_CODE);
      case DemoFailed reason -> say(reason, RUN_FAILED);
      case CampaignFailed reason -> say(reason, reason.exitCode());
      default -> throw failure;
    };
  }

  private static int say(Exception failure, int exitCode) {
    System.err.println("callstream: " + failure.getMessage());
    return exitCode;
  }
}
