package io.callstream.runtime.reader;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says what failed without the messages of the exceptions, which quote what callers sent: numbers,
 * names, transcripts have no place in logs and headers.
 */
final class FailureText {

  private static final int DEEPEST = 8;
  private static final int FRAMES = 24;

  private FailureText() {}

  static Throwable innermost(Throwable failure) {
    List<Throwable> chain = chain(failure);
    return chain.get(chain.size() - 1);
  }

  /** The exceptions' classes from outside in, with the SQLSTATE where there is one. */
  static String kinds(Throwable failure) {
    return chain(failure).stream().map(FailureText::kind).collect(Collectors.joining(" <- "));
  }

  /** The upper frames of the innermost cause, one a line. */
  static String place(Throwable failure) {
    return Arrays.stream(innermost(failure).getStackTrace())
        .limit(FRAMES)
        .map(frame -> "at " + frame)
        .collect(Collectors.joining("\n"));
  }

  private static String kind(Throwable t) {
    String name = t.getClass().getSimpleName();
    return t instanceof SQLException sql ? name + " SQLSTATE " + sql.getSQLState() : name;
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && chain.size() < DEEPEST; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
