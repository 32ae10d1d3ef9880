package io.callstream.projector;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.runtime.environment.Environment;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProjectorSettingsTest {

  @Test
  void processesWithOneProcessIdHaveNamesOfTheirOwn() {
    assertThat(instance()).isNotEqualTo(instance());
  }

  /** So an operator, and a journey that freezes the relay's leader, finds the process. */
  @Test
  void aNameEndsWithTheProcessId() {
    assertThat(instance()).endsWith("-" + ProcessHandle.current().pid());
  }

  private static String instance() {
    var environment = Environment.of(Map.of("CALLSTREAM_INSTALLATION", "test"));
    return ProjectorSettings.from(environment, UUID::randomUUID).instance();
  }
}
