package io.callstream.bench;

import io.callstream.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Processor time that servers have used so far which are not the project's own. */
public final class UsedCpu {

  /** What the kernel counts in, for all programs and on every Linux that we know of. */
  private static final int TICKS_PER_SECOND = 100;

  /** User's and system's, counted from the field behind the name. */
  private static final int ENDED_CHILDREN = 13;

  private UsedCpu() {}

  /** By Kafka's process, all its threads. */
  public static Duration ofKafka(Stack stack) {
    return of(stack.kafka().pid());
  }

  /**
   * By PostgreSQL's processes; also by those that have ended, where the system tells: a vacuum, the
   * session of a pool that was renewed.
   */
  public static Duration ofPostgres(Stack stack) {
    long first = stack.postgres().pid();
    var living =
        ProcessHandle.of(first).stream()
            .flatMap(ProcessHandle::children)
            .map(child -> of(child.pid()))
            .reduce(Duration.ZERO, Duration::plus);
    return of(first).plus(living).plus(ofEndedChildren(first));
  }

  /** By this process. */
  public static Duration ofOurselves() {
    return of(ProcessHandle.current().pid());
  }

  private static Duration of(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  private static Duration ofEndedChildren(long pid) {
    try {
      return ofEndedChildren(Files.readString(Path.of("/proc/" + pid + "/stat")));
    } catch (IOException _) {
      return Duration.ZERO;
    }
  }

  /** Of the line by which Linux describes a process; its name may hold blanks and brackets. */
  static Duration ofEndedChildren(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks =
        Long.parseLong(fields[ENDED_CHILDREN]) + Long.parseLong(fields[ENDED_CHILDREN + 1]);
    return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
  }
}
