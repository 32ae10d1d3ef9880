package io.callstream.local;

import io.callstream.local.data.DataDir;
import io.callstream.local.data.Installation;
import io.callstream.local.running.Plan;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything and stays until it is told to stop or a part ends. */
@Command(
    name = "up",
    description = {
      "Starts Kafka, PostgreSQL, the three services and the sandbox; Ctrl-C stops all.",
      "With --live the calls go to Retell: people's phones ring."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--live",
      description =
          "call Retell itself: needs RETELL_API_KEY, takes RETELL_FROM_NUMBER and RETELL_AGENT_ID")
  private boolean live;

  @Override
  public Integer call() {
    return Foreground.run(running -> {
      StartedSystem system = StartedSystem.start(running, options, this::plan);
      system.sayWhereToLook();
      if (live) {
        System.out.println(
            "calls go to RETELL. Give it this webhook address, as reached from outside:");
        System.out.println("  " + system.setting("PUBLIC_BASE_URL") + "/api/webhooks/retell");
      }
      System.out.println("ready; Ctrl-C stops everything");
      return system.awaitDeath(running);
    });
  }

  private Plan plan(DataDir dataDir) {
    Map<String, String> environment = System.getenv();
    return live
        ? Plan.live(environment, Installation.of(environment, dataDir))
        : Plan.sandbox(options.ports().sandboxUri(), environment);
  }
}
