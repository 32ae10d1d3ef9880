package io.callstream.local.part;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Remembers a process that we started by its pid and its start time: a pid alone may by now belong
 * to somebody else.
 */
final class PidFile {

  private static final String SUFFIX = ".pid";

  /** Start times are told with the precision of the system's clock ticks. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  private PidFile() {}

  static void write(Path folder, String name, ProcessHandle process) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + SUFFIX), process.pid() + " " + startOf(process));
  }

  static void delete(Path folder, String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name + SUFFIX));
  }

  /** Ends every process that the folder remembers and that still runs. */
  static void endAll(Path folder, Duration limit) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        process(Files.readString(file).strip()).ifPresent(process -> end(process, limit));
        Files.delete(file);
      }
    }
  }

  /** None where the file is broken, as a start cut off in the middle leaves it. */
  private static Optional<ProcessHandle> process(String line) {
    if (!line.matches("\\d{1,18} \\d{1,18}")) {
      return Optional.empty();
    }
    String[] words = line.split(" ", -1);
    Instant begin = Instant.ofEpochMilli(Long.parseLong(words[1]));
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(process ->
            Duration.between(begin, Instant.ofEpochMilli(startOf(process)))
                    .abs()
                    .compareTo(SAME_START)
                <= 0);
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static void end(ProcessHandle process, Duration limit) {
    process.destroy();
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
