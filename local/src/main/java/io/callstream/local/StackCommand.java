package io.callstream.local;

import io.callstream.local.data.DataDir;
import io.callstream.stack.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts Kafka and PostgreSQL and stays until it is told to stop or one of them ends. */
@Command(
    name = "stack",
    description = "Starts Kafka and PostgreSQL and stays in the foreground; Ctrl-C stops both.",
    mixinStandardHelpOptions = true)
final class StackCommand implements Callable<Integer> {

  @Mixin private StackOptions options = new StackOptions();

  @Override
  public Integer call() {
    return Foreground.run(running -> {
      running.keep(DataDir.open(options.settings().dataDir(), false));
      Stack stack = running.keep(Stack.start(options.settings()));
      System.out.printf(
          "ready kafka=%s postgres=%s%n", stack.kafka().bootstrapServers(), stack.databaseUrl());
      String ended = stack.onPartEnded().join();
      if (!running.isSignalled()) {
        System.err.printf("callstream: %s ended unexpectedly%n", ended);
      }
      return 1;
    });
  }
}
