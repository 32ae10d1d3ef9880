package io.callstream.bench.dispatcher;

import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The process that stands in for Retell. */
record StandIn(Server server) implements AutoCloseable {

  static StandIn start(RunFolder folder) {
    int port = FreePorts.find();
    return new StandIn(
        Server.java(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BareRetell.class.getName(),
                String.valueOf(port)),
            Map.of(),
            port,
            folder.path().resolve("stand-in.log")));
  }

  /** Where it takes requests. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** When each create came so far. */
  Moments arrivals() {
    return Moments.of(
        ask(BareRetell.ARRIVALS)
            .lines()
            .filter(line -> !line.isEmpty())
            .mapToLong(Long::parseLong));
  }

  /** How many creates were to a number that was called before. */
  long repeated() {
    return Long.parseLong(ask(BareRetell.REPEATED));
  }

  private String ask(String path) {
    try (var answer = address().resolve(path).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new CannotStart("the stand-in does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
