package io.callstream.bench.gateway;

import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The plain alternative: bench/plain, with the libraries that its lock file names. */
final class PlainRoute {

  static final String DATABASE = "plain";

  private static final List<String> NPM_CI =
      List.of(
          "npm",
          "ci",
          "--no-audit",
          "--no-fund",
          "--ignore-scripts",
          "--prefer-offline",
          "--fetch-retries=1",
          "--fetch-retry-mintimeout=1000");

  private PlainRoute() {}

  /**
   * Fetches the libraries into the run's own folder, and starts the route.
   *
   * @param environment what it is told besides its port and its database
   * @throws CannotStart without Node, or when the libraries cannot be had
   */
  static Server start(RunFolder folder, int databasePort, Map<String, String> environment) {
    var own = folder.data().resolve("plain");
    copy(RunFolder.jars().root().resolve("bench/plain"), own);
    fetch(own, folder.path().resolve("npm.log"));
    int port = FreePorts.find();
    var all = new HashMap<>(environment);
    all.put("NODE_ENV", "production");
    all.put("SERVER_PORT", String.valueOf(port));
    all.put(
        "DATABASE_URL",
        "postgresql://callstream:callstream@127.0.0.1:%d/%s".formatted(databasePort, DATABASE));
    return Server.start(
        List.of("node", own.resolve("server.mjs").toString()),
        all,
        port,
        folder.path().resolve("plain.log"));
  }

  private static void copy(Path from, Path to) {
    try (var files = Files.list(from)) {
      Files.createDirectories(to);
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new CannotStart("cannot copy the plain route: " + e.getMessage(), e);
    }
  }

  private static void fetch(Path folder, Path log) {
    try {
      var npm =
          new ProcessBuilder(NPM_CI)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (npm.waitFor() != 0) {
        throw new CannotStart("the plain route's libraries cannot be had: see " + log);
      }
    } catch (IOException e) {
      throw new CannotStart("the plain route needs Node and npm: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }
}
