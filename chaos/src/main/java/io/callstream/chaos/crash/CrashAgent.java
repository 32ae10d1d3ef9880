package io.callstream.chaos.crash;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;

/** Brings the points into a service. */
public final class CrashAgent {

  private CrashAgent() {}

  /** Called by the JVM before the service's main method; the argument is the file to watch. */
  public static void premain(String file, Instrumentation instrumentation) {
    instrumentation.addTransformer(new Weaving());
    Crash.watch(Path.of(file));
  }
}
