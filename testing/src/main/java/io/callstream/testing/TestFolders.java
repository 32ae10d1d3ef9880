package io.callstream.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Folders of servers that live as long as this JVM. */
final class TestFolders {

  private TestFolders() {}

  static Path make(String name) {
    try {
      return Files.createTempDirectory("callstream-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At the end of the JVM stops the server, then deletes its folder. */
  static void atEnd(AutoCloseable server, Path folder) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
  }

  private static void end(AutoCloseable server, Path folder) {
    try {
      server.close();
      FileSystemUtils.deleteRecursively(folder);
    } catch (Exception e) {
      System.err.println("could not clean up " + folder + ": " + e);
    }
  }
}
