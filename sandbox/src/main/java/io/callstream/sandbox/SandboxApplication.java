package io.callstream.sandbox;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.sandbox.time.Timeline;
import io.callstream.sandbox.webhook.Postman;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PretendRetell: Retell's API and webhooks on your machine, with faults on demand. */
public final class SandboxApplication {

  private static final Logger log = LoggerFactory.getLogger(SandboxApplication.class);
  private static final int COULD_NOT_START = 2;
  private static final int ID_BYTES = 14;

  private SandboxApplication() {}

  public static void main(String[] args) {
    try {
      var settings = SandboxSettings.of(Environment.ofProcess());
      var sandbox = Sandbox.start(settings, world());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(sandbox), "stop"));
      log.info(
          "Sandbox at port {}, speed {}, webhooks to {}, ledger {}",
          sandbox.port(),
          settings.speed(),
          settings.webhookUrl().map(Object::toString).orElse("nobody"),
          settings.ledger());
    } catch (ImpossibleSetting e) {
      System.err.println(e.getMessage());
      System.exit(COULD_NOT_START);
    }
  }

  private static Sandbox.World world() {
    return new Sandbox.World(
        InstantSource.system(),
        RandomGenerator.getDefault(),
        callIds(new SecureRandom()),
        new Timeline.Real(),
        Postman.DEADLINE);
  }

  /** Ids of Retell's form: {@code call_} and 27 hex digits. */
  static Supplier<String> callIds(RandomGenerator random) {
    return () -> {
      var bytes = new byte[ID_BYTES];
      random.nextBytes(bytes);
      return "call_" + HexFormat.of().formatHex(bytes).substring(1);
    };
  }

  private static void close(Sandbox sandbox) {
    try {
      sandbox.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
