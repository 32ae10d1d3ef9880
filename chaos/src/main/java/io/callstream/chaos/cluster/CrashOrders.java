package io.callstream.chaos.cluster;

import io.callstream.chaos.crash.CrashPoint;
import io.callstream.local.part.PartSpec;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the agents in the services where to die. */
final class CrashOrders {

  private static final String OPTIONS = "JAVA_TOOL_OPTIONS";

  private final Path agent;
  private final Path folder;

  /**
   * @param root the project's folder
   */
  CrashOrders(Path root, Path folder) {
    this.agent = root.resolve("chaos/target/chaos-agent.jar");
    this.folder = folder;
    if (!Files.isReadable(agent)) {
      throw new CannotStart(agent + " is missing: build it with mvn package");
    }
  }

  /** The part with the agent attached. */
  PartSpec attached(PartSpec spec) {
    Map<String, String> environment = new LinkedHashMap<>(spec.environment());
    environment.merge(
        OPTIONS, "-javaagent:%s=%s".formatted(agent, order(spec.name())), (a, b) -> a + " " + b);
    return new PartSpec(spec.name(), spec.jar(), spec.heapMegabytes(), environment, spec.ready());
  }

  private Path order(String part) {
    return folder.resolve(part + ".crash");
  }

  void give(String part, CrashPoint point) {
    try {
      Files.deleteIfExists(hit(part));
      Path written = folder.resolve(part + ".crash.new");
      Files.writeString(written, point.word());
      Files.move(written, order(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path hit(String part) {
    return folder.resolve(part + ".crash.hit");
  }

  /** Takes the order back; it may be obeyed for a moment yet. */
  void takeBack(String part) {
    try {
      Files.deleteIfExists(order(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the part has died of an order; said once of each. */
  boolean obeyed(String part) {
    try {
      return Files.deleteIfExists(hit(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
