package io.callstream.sandbox;

import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.sandbox.api.Routes;
import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.Delivery;
import io.callstream.sandbox.call.Life;
import io.callstream.sandbox.fault.Faults;
import io.callstream.sandbox.http.FrontDoor;
import io.callstream.sandbox.ledger.Ledger;
import io.callstream.sandbox.time.Pace;
import io.callstream.sandbox.time.Timeline;
import io.callstream.sandbox.time.WorldTime;
import io.callstream.sandbox.webhook.Postman;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** PretendRetell, running. */
public final class Sandbox implements AutoCloseable {

  private static final int CALLS_LIVE = 10_000;

  /**
   * What is not the same in a test.
   *
   * @param clock real time, as is the timeline
   * @param callIds makes Retell's ids
   * @param webhookDeadline ten seconds outside of tests
   */
  public record World(
      InstantSource clock,
      RandomGenerator random,
      Supplier<String> callIds,
      Timeline timeline,
      Duration webhookDeadline) {}

  private final Ledger ledger;
  private final Postman postman;
  private final Timeline timeline;
  private final FrontDoor door;

  private Sandbox(Ledger ledger, Postman postman, Timeline timeline, FrontDoor door) {
    this.ledger = ledger;
    this.postman = postman;
    this.timeline = timeline;
    this.door = door;
  }

  /**
   * Starts to listen.
   *
   * @throws ImpossibleSetting when the ledger cannot be written or the port is taken
   */
  static Sandbox start(SandboxSettings settings, World world) {
    return start(settings, world, ledger(settings));
  }

  static Sandbox start(SandboxSettings settings, World world, Ledger ledger) {
    var postman =
        new Postman(
            settings.webhookUrl(),
            settings.apiKey(),
            world.webhookDeadline(),
            world.timeline(),
            world.clock());
    var calls = new Calls(CALLS_LIVE, settings.callsKept());
    var pace = new Pace(settings.speed(), world.random());
    var time = new WorldTime(world.clock(), world.timeline());
    var faults = new Faults(time, world.random());
    var mail = new Life.Mail(postman, new Delivery(postman, faults));
    var life = new Life(calls, mail, time, pace, time);
    var routes =
        new Routes(
            settings.apiKey(),
            new Routes.Parts(
                ledger,
                calls,
                life,
                postman,
                faults,
                new Routes.World(world.callIds(), world.clock(), time)));
    try {
      return new Sandbox(
          ledger, postman, world.timeline(), FrontDoor.open(settings.port(), routes));
    } catch (IOException e) {
      throw new ImpossibleSetting("SERVER_PORT", "cannot be listened on: " + e.getMessage());
    }
  }

  /** The port it listens on. */
  public int port() {
    return door.port();
  }

  /** Stops at once: calls that live are forgotten, the ledger is whole. */
  @Override
  public void close() throws IOException {
    door.close();
    timeline.close();
    postman.close();
    ledger.close();
  }

  private static Ledger ledger(SandboxSettings settings) {
    try {
      return Ledger.open(settings.ledger());
    } catch (IOException e) {
      throw new ImpossibleSetting("SANDBOX_LEDGER", "cannot be written: " + e.getMessage());
    }
  }
}
