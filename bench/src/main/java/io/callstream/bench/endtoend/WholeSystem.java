package io.callstream.bench.endtoend;

import io.callstream.bench.Campaign;
import io.callstream.bench.Gateway;
import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.bench.Services;
import io.callstream.bench.UsedCpu;
import io.callstream.local.Foreground;
import io.callstream.local.demo.SandboxLimits;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of each service and the sandbox, as processes, on the stack of a run. */
record WholeSystem(
    Stack stack, Gateway gateway, Server dispatcher, Server projector, Server sandbox) {

  private static final String HEAP = "-Xmx512m";

  /**
   * How fast it may be.
   *
   * @param dialsPerSecond {@code DIAL_PER_SECOND}
   * @param unanswered {@code DIAL_UNANSWERED}
   * @param sandboxSpeed how many times faster than life the sandbox's calls are
   * @param concurrency calls that live at once, as the sandbox tells
   */
  record Limits(int dialsPerSecond, int unanswered, int sandboxSpeed, int concurrency) {}

  /** Starts all, and waits until each is ready. */
  static WholeSystem start(Stack stack, RunFolder folder, Foreground running, Limits limits) {
    int sandboxPort = FreePorts.find();
    var settings = settings(limits, sandboxPort);
    var gateway = running.keep(Gateway.start(stack, folder, Gateway.HEAP, settings));
    settings.put("PUBLIC_BASE_URL", "http://127.0.0.1:" + gateway.server().port());
    var sandbox =
        running.keep(sandbox(folder, sandboxPort, gateway.server().port(), limits.sandboxSpeed()));
    SandboxLimits.concurrency(URI.create("http://127.0.0.1:" + sandboxPort), limits.concurrency());
    var services = new Services(stack, folder);
    var jars = RunFolder.jars();
    var heap = List.of(HEAP);
    var projector = running.keep(services.start("projector", jars.projector(), heap, settings));
    var dispatcher = running.keep(services.start("dispatcher", jars.dispatcher(), heap, settings));
    return new WholeSystem(stack, gateway, dispatcher, projector, sandbox);
  }

  /** Waits are those of life: the sandbox is faster, and nobody has to be asked for anything. */
  private static Map<String, String> settings(Limits limits, int sandboxPort) {
    var settings = new HashMap<String, String>();
    settings.put("RETELL_BASE_URL", "http://127.0.0.1:" + sandboxPort);
    settings.put("RETELL_API_KEY", Gateway.WEBHOOK_KEY);
    settings.put("RETELL_FROM_NUMBER", Campaign.FROM_NUMBER);
    settings.put("RETELL_AGENT_ID", "agent_sandbox");
    settings.put("CALLSTREAM_INSTALLATION", "bench");
    settings.put("DIAL_PER_SECOND", String.valueOf(limits.dialsPerSecond()));
    settings.put("DIAL_UNANSWERED", String.valueOf(limits.unanswered()));
    return settings;
  }

  private static Server sandbox(RunFolder folder, int port, int gateway, int speed) {
    return Server.java(
        List.of(HEAP, "-jar", RunFolder.jars().sandbox().toString()),
        Map.of(
            "SERVER_PORT",
            String.valueOf(port),
            "SANDBOX_API_KEY",
            Gateway.WEBHOOK_KEY,
            "SANDBOX_WEBHOOK_URL",
            "http://127.0.0.1:" + gateway + "/api/webhooks/retell",
            "SANDBOX_SPEED",
            String.valueOf(speed),
            "SANDBOX_LEDGER",
            folder.data().resolve("sandbox-ledger.ndjson").toString()),
        port,
        folder.path().resolve("sandbox.log"));
  }

  /** Processor time that each process has used so far. */
  Map<String, Duration> cpu() {
    var cpu = new LinkedHashMap<String, Duration>();
    cpu.put("gateway", gateway.server().cpu());
    cpu.put("dispatcher", dispatcher.cpu());
    cpu.put("projector", projector.cpu());
    cpu.put("PostgreSQL", UsedCpu.ofPostgres(stack));
    cpu.put("Kafka", UsedCpu.ofKafka(stack));
    cpu.put("sandbox", sandbox.cpu());
    return cpu;
  }
}
