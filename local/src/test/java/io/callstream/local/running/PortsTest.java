package io.callstream.local.running;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortsTest {

  @Test
  void aPortThatIsTakenIsNamedWithItsFlag() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports =
          new Ports(
              FreePorts.find(), FreePorts.find(), taken.getLocalPort(), FreePorts.find(), 60_001);

      assertThatThrownBy(() -> ports.requireFree(true))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasMessageContaining("--gateway-port");
    }
  }

  @Test
  void aPortAskedForTwiceIsNamedWithBothFlags() {
    Ports ports = new Ports(61_001, 61_002, 61_003, 61_004, 61_002);

    assertThatThrownBy(() -> ports.requireFree(true))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("--postgres-port or --management-port");
  }

  @ParameterizedTest
  @CsvSource({
    "70000, 61024, --gateway-port",
    "0, 61024, --gateway-port",
    "61023, 65534, --management-port",
  })
  void aPortThatCannotBeIsNamedWithItsFlag(int gateway, int management, String flag) {
    Ports ports = new Ports(61_021, 61_022, gateway, 61_027, management);

    assertThatThrownBy(() -> ports.requireFree(true))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("between 1 and 65535")
        .hasMessageContaining(flag);
  }

  @Test
  void withoutASandboxItsPortDoesNotMatter() {
    Ports ports = new Ports(61_011, 61_012, 61_013, 61_013, 61_014);

    assertThatCode(() -> ports.requireFree(false)).doesNotThrowAnyException();
  }
}
