package io.callstream.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://127.0.0.1:5433/callstream",
        "jdbc:mysql://127.0.0.1:5433/callstream",
        "jdbc:postgresql://127.0.0.1:port/callstream",
        "jdbc:postgresql://127.0.0.1:70000/callstream",
        "jdbc:postgresql://127.0.0.1:5433",
      })
  void urlThatCannotBeIsNamedAndNothingElseSaid(String url) {
    var said = new Said();
    var root = Logger.getLogger("");
    root.addHandler(said);
    try {
      assertThatThrownBy(() -> settings(url))
          .isInstanceOf(ImpossibleSetting.class)
          .hasMessageStartingWith("DATABASE_URL ");
    } finally {
      root.removeHandler(said);
    }
    assertThat(said.lines).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://127.0.0.1:5433/callstream",
        "jdbc:postgresql://not-known-yet.invalid/callstream?sslmode=require",
        "jdbc:postgresql://one:5432,other:5433/callstream?targetServerType=primary",
        "jdbc:postgresql://[::1]:5433/callstream",
        "jdbc:postgresql:callstream",
      })
  void urlThatCanBeIsTakenAsItIs(String url) {
    assertThat(settings(url).url()).isEqualTo(url);
  }

  private static DatabaseSettings settings(String url) {
    return DatabaseSettings.from(Environment.of(Map.of("DATABASE_URL", url)));
  }

  private static final class Said extends Handler {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
