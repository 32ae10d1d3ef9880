package io.callstream.bench;

import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The project's services, started as for life on the Kafka and the PostgreSQL of a run. */
public record Services(Stack stack, RunFolder folder) {

  /** Where the two are: what every service must be told. */
  public static Map<String, String> environment(Stack stack) {
    var environment = new HashMap<String, String>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers());
    environment.put("DATABASE_URL", stack.databaseUrl());
    environment.put("DATABASE_USER", "callstream");
    environment.put("DATABASE_PASSWORD", "callstream");
    return environment;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param name of its log
   * @param heap what its JVM is told of it
   * @param settings beyond where Kafka and PostgreSQL are
   * @return on its port of management
   */
  public Server start(String name, Path jar, List<String> heap, Map<String, String> settings) {
    int management = FreePorts.find();
    var environment = environment(stack);
    environment.putAll(settings);
    environment.put("MANAGEMENT_PORT", String.valueOf(management));
    var arguments = new ArrayList<>(heap);
    arguments.addAll(List.of("-jar", jar.toString()));
    var log = folder.path().resolve(name + ".log");
    var server = Server.java(arguments, environment, management, log);
    server.awaitReady(management);
    return server;
  }
}
