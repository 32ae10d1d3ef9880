package io.callstream.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a logger and those below it say between opening and closing. */
public final class CapturedLogs implements AutoCloseable {

  private final Logger logger;
  private final Lines lines = new Lines();

  private CapturedLogs(Logger logger) {
    this.logger = logger;
  }

  /** Captures; the logger is a package or class name. */
  public static CapturedLogs of(String logger) {
    CapturedLogs logs = new CapturedLogs((Logger) LoggerFactory.getLogger(logger));
    logs.lines.start();
    logs.logger.addAppender(logs.lines);
    return logs;
  }

  public static CapturedLogs of(Class<?> type) {
    return of(type.getName());
  }

  /** Each as {@code LEVEL message}, oldest first. */
  public List<String> lines() {
    return lines.said.stream().map(CapturedLogs::line).toList();
  }

  /** The lines of one level: {@code WARN}, {@code ERROR}, …. */
  public List<String> lines(String level) {
    return lines.said.stream()
        .filter(event -> event.getLevel().equals(Level.valueOf(level)))
        .map(CapturedLogs::line)
        .toList();
  }

  private static String line(ILoggingEvent event) {
    return event.getLevel() + " " + event.getFormattedMessage();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    lines.stop();
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> said = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      said.add(event);
    }
  }
}
