package io.callstream.chaos.crash;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** Weaves the points into a service as its classes are loaded. */
public final class CrashAgent {

  private CrashAgent() {}

  /** Called by the JVM before the service's main method; the argument is the file to watch. */
  public static void premain(String file, Instrumentation instrumentation) {
    // A class that cannot be woven is a point that is never come to: said in the service's log.
    AgentBuilder weaving =
        new AgentBuilder.Default()
            .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly());
    for (CrashPoint point : CrashPoint.values()) {
      weaving =
          weaving
              .type(named(point.className()))
              .transform(
                  (builder, _, _, _, _) -> builder.visit(advice(point).on(named(point.method()))));
    }
    weaving.installOn(instrumentation);
    Crash.watch(Path.of(file));
  }

  private static Advice advice(CrashPoint point) {
    Advice.WithCustomMapping mapping = Advice.withCustomMapping().bind(Point.class, point.word());
    return switch (point.when()) {
      case ENTER -> mapping.to(OnEnter.class);
      case EXIT -> mapping.to(OnExit.class);
    };
  }

  /** Stands for the point's name in woven code. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Point {}

  /** Copied to a method's beginning. */
  static final class OnEnter {
    private OnEnter() {}

    @Advice.OnMethodEnter
    static void at(@Point String point) {
      Crash.at(point);
    }
  }

  /** Copied to a method's returns. */
  static final class OnExit {
    private OnExit() {}

    @Advice.OnMethodExit
    static void at(@Point String point) {
      Crash.at(point);
    }
  }
}
