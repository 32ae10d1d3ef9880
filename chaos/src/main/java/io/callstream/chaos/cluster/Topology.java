package io.callstream.chaos.cluster;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many of each part there are, and what they are called.
 *
 * @param brokers 1 or 3
 */
public record Topology(int gateways, int dispatchers, int projectors, int brokers) {

  /** The role names are also the names of the brokers' listeners. */
  public enum Role {
    GATEWAY,
    DISPATCHER,
    PROJECTOR;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Where the callers and the provider's webhooks come in, and where the dials go out. */
  public static final String CALLERS = "callers>gateway";

  public static final String WEBHOOKS = "retell>gateway";
  public static final String DIALS = "dispatcher>retell";

  public Topology {
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("one broker or three, not " + brokers);
    }
    if (gateways < 1 || dispatchers < 1 || projectors < 1) {
      throw new IllegalArgumentException("at least one of each service");
    }
  }

  int count(Role role) {
    return switch (role) {
      case GATEWAY -> gateways;
      case DISPATCHER -> dispatchers;
      case PROJECTOR -> projectors;
    };
  }

  /** The instances of a service: {@code gateway-1} and so on. */
  public List<String> parts(Role role) {
    return IntStream.rangeClosed(1, count(role)).mapToObj(n -> role.word() + "-" + n).toList();
  }

  /** All instances of all services. */
  public List<String> parts() {
    return Stream.of(Role.values()).flatMap(role -> parts(role).stream()).toList();
  }

  static String toDatabase(Role role) {
    return role.word() + ">postgres";
  }

  /**
   * The link of a service to a broker.
   *
   * @param broker counted from 1
   */
  static String toBroker(Role role, int broker) {
    return role.word() + ">kafka-" + broker;
  }

  /** Every link that can be hurt. */
  public List<String> links() {
    Stream<String> inner =
        Stream.of(Role.values())
            .flatMap(role ->
                Stream.concat(
                    Stream.of(toDatabase(role)),
                    IntStream.rangeClosed(1, brokers).mapToObj(broker -> toBroker(role, broker))));
    return Stream.concat(Stream.of(CALLERS, WEBHOOKS, DIALS), inner).toList();
  }

  @Override
  public String toString() {
    return String.join(
        ", ",
        counted(gateways, "gateway"),
        counted(dispatchers, "dispatcher"),
        counted(projectors, "projector"),
        counted(brokers, "broker"),
        "PostgreSQL, the sandbox");
  }

  private static String counted(int things, String one) {
    return things + " " + one + (things == 1 ? "" : "s");
  }
}
