package io.callstream.dispatcher.asking;

import io.callstream.retell.read.ReadAnswer;
import java.util.Locale;

/** Names of answers for metrics. */
final class Answers {

  private Answers() {}

  static String name(ReadAnswer<?> answer) {
    return answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
