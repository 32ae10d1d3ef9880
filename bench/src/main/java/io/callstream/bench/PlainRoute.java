package io.callstream.bench;

import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The plain alternative: bench/plain, with the libraries that its lock file names. */
final class PlainRoute {

  private PlainRoute() {}

  /**
   * Fetches the libraries where that was not done, and starts the route.
   *
   * @throws CannotStart without Node, or when the libraries cannot be had
   */
  static Server start(Path plain, int databasePort, String key, Path folder) {
    if (!Files.isDirectory(plain.resolve("node_modules"))) {
      fetch(plain, folder.resolve("npm.log"));
    }
    int port = FreePorts.find();
    return Server.start(
        List.of("node", plain.resolve("server.mjs").toString()),
        Map.of(
            "RETELL_API_KEY", key,
            "SERVER_PORT", String.valueOf(port),
            "DATABASE_URL",
            "postgresql://callstream:callstream@127.0.0.1:%d/plain".formatted(databasePort)),
        port,
        folder.resolve("plain.log"));
  }

  private static void fetch(Path plain, Path log) {
    try {
      int status =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
              .directory(plain.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new CannotStart("npm ci failed in " + plain + ": see " + log);
      }
    } catch (IOException e) {
      throw new CannotStart("the plain route needs Node and npm: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }
}
