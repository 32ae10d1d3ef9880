package io.callstream.bench.code;

import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH measure, each time in a new process with the JVM's settings of a service. */
final class Forks implements AutoCloseable {

  private static final int WARM_UPS = 2;

  private final PrintStream log;
  private final int seconds;
  private final int iterations;

  /**
   * @param log where JMH writes all that it has to say
   * @param seconds of an iteration
   * @param iterations of a process, after those that warm it up
   */
  Forks(Path log, int seconds, int iterations) throws IOException {
    this.log = new PrintStream(log.toFile(), StandardCharsets.UTF_8);
    this.seconds = seconds;
    this.iterations = iterations;
  }

  RunResult measure(Peer peer, int bytes) {
    try {
      var format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
      return new Runner(options(peer, bytes), format).runSingle();
    } catch (RunnerException e) {
      throw new CannotStart("could not be measured: " + e.getMessage(), e);
    }
  }

  private Options options(Peer peer, int bytes) {
    return new OptionsBuilder()
        .include("^" + Pattern.quote(peer.benchmark()) + "$")
        .param("bytes", Integer.toString(bytes))
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .warmupIterations(WARM_UPS)
        .warmupTime(TimeValue.seconds(seconds))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.seconds(seconds))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .jvmArgs(jvm())
        .build();
  }

  private static String[] jvm() {
    var arguments = new ArrayList<>(Server.JVM);
    // Ends with its launcher, also by a SIGKILL.
    arguments.add("-javaagent:" + RunFolder.jars().leash());
    return arguments.toArray(String[]::new);
  }

  @Override
  public void close() {
    log.close();
  }
}
