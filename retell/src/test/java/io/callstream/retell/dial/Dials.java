package io.callstream.retell.dial;

import io.callstream.retell.RetellAccount;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the socket tests dial with. */
final class Dials {

  static final String KEY = "key_secret";
  static final DialLimits PATIENT =
      new DialLimits(Duration.ofSeconds(20), Duration.ofSeconds(60), 10_000);

  private Dials() {}

  static DialLine line(URI address, DialLimits limits) {
    return new DialLine(new RetellAccount(address, KEY), limits, InstantSource.system());
  }

  static DialConnection opened(DialLine line) {
    return switch (line.open()) {
      case Opened.Ready ready -> ready.connection();
      case Opened.Unreachable unreachable -> throw new AssertionError(unreachable.cause());
    };
  }

  static CreatePhoneCall call() {
    var metadata = JsonNodeFactory.instance.objectNode().put("callstream_dial_id", "d-1");
    return new CreatePhoneCall(
        "+12125550117", "+13105550164", "agent_1", Map.of("name", "Zoë"), metadata);
  }

  static WriteDeadline inTime() {
    return WriteDeadline.within(Duration.ofMinutes(5), InstantSource.system(), System::nanoTime);
  }

  /** Opens, sends and closes once. */
  static DialOutcome dial(RawServer server, DialLimits limits) {
    try (var line = line(server.address(), limits);
        var connection = opened(line)) {
      return connection.send(call(), inTime());
    }
  }
}
