package io.callstream.local.running;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the build puts what is started. */
public record Jars(Path root) {

  /** Found from where this very class lies: {@code local/target} of the project's folder. */
  public static Jars find() {
    try {
      Path here = Path.of(Jars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Jars(here.resolve("../../..").normalize());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path gateway() {
    return root.resolve("gateway/target/gateway.jar");
  }

  public Path dispatcher() {
    return root.resolve("call-dispatcher/target/call-dispatcher.jar");
  }

  public Path projector() {
    return root.resolve("status-projector/target/status-projector.jar");
  }

  public Path sandbox() {
    return root.resolve("sandbox/target/sandbox.jar");
  }

  /** The agent that ends a part with its launcher. */
  public Path leash() {
    return root.resolve("local/target/local-leash.jar");
  }
}
