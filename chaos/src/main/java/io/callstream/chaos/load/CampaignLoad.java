package io.callstream.chaos.load;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * One campaign, whose people are called again by its rules. While it runs it is paused once, and
 * later all dialling is stopped once; each is asked for again and again until the gateway has said
 * yes.
 */
public final class CampaignLoad implements AutoCloseable {

  /** Calls to one person at most. */
  public static final int ATTEMPTS = 2;

  private static final String PATH = "/api/v1/campaigns";
  private static final String DIALLING = "/api/v1/dialling/";
  private static final Map<String, String> JSON = Map.of();
  private static final Map<String, String> CSV = Map.of("Content-Type", "text/csv");
  private static final byte[] NOTHING = {};

  /** Few enough to be taken well before the rig gives an answer up. */
  private static final int UPLOADED_AT_ONCE = 5_000;

  /** More than that the gateway takes for a mistake; larger campaigns have no rate of their own. */
  private static final int PER_SECOND_MAX = 1_000;

  /** What a campaign takes at least, where it has a rate of its own. */
  private static final int SECONDS = 30;

  /** Of that time: who is let through first need not wait. */
  private static final double UNHURRIED = 0.8;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final double PAUSED_AT = 0.25;
  private static final double STOPPED_AT = 0.5;
  private static final int NOT_NOW = 409;

  /**
   * A time in which nobody was to be dialled.
   *
   * @param campaign whose people; empty for everybody
   * @param from the gateway had said so
   * @param to just before it was asked to let people be dialled again
   */
  public record Quiet(String campaign, Instant from, Instant to) {}

  private final Http gateway;
  private final InstantSource clock;
  private final List<String> people;
  private final String name;
  private final Queue<Quiet> quiets = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile String id = "";
  private volatile boolean overBeforePause;
  private long started;
  private volatile boolean closed;

  /**
   * @param people how many; none makes no campaign
   */
  public CampaignLoad(URI gateway, String adminKey, InstantSource clock, long seed, int people) {
    this.gateway =
        new Http(gateway, Map.of("Authorization", "Bearer " + adminKey), Duration.ofSeconds(15));
    this.clock = clock;
    this.people = People.of(seed, people);
    this.name = "chaos " + seed;
  }

  /**
   * Returns when it has been let run for good, which is well within that time on a calm day; or
   * when there is none.
   */
  public void run(Duration length) {
    if (people.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    id = ask(PATH, JSON, rules()).path("campaign_id").asString("");
    if (id.isEmpty()) {
      return;
    }
    for (int from = 0; from < people.size(); from += UPLOADED_AT_ONCE) {
      upload(people.subList(from, Math.min(people.size(), from + UPLOADED_AT_ONCE)));
    }
    started = System.nanoTime();
    ask(path("/start"), JSON, NOTHING);
    await(begin + Math.round(length.toNanos() * PAUSED_AT));
    quiet(id, path("/pause"), path("/resume"), this::isSettled);
    await(begin + Math.round(length.toNanos() * STOPPED_AT));
    quiet("", DIALLING + "stop", DIALLING + "start", () -> true);
  }

  private void upload(List<String> some) {
    byte[] csv = ("to_number\n" + String.join("\n", some)).getBytes(StandardCharsets.UTF_8);
    ask(path("/recipients"), CSV, csv);
  }

  private byte[] rules() {
    Map<String, Object> rules =
        new HashMap<>(
            Map.of(
                "name",
                name,
                "window",
                Map.of(
                    "days",
                    List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
                    "from",
                    "00:00",
                    "to",
                    "24:00"),
                "retry",
                List.of(Map.of("on", List.of("no_answer", "busy"), "delay_s", 3)),
                "max_attempts",
                ATTEMPTS));
    if (perSecond() <= PER_SECOND_MAX) {
      rules.put("per_second", perSecond());
    }
    return Json.bytes(rules);
  }

  private int perSecond() {
    return Math.max(1, people.size() / SECONDS);
  }

  /**
   * How many of the two times without dials there must have been: the gateway may have taken the
   * pause when everybody had been called.
   */
  public int quietsDue() {
    if (people.isEmpty()) {
      return 0;
    }
    return overBeforePause ? 1 : 2;
  }

  /** What its rate allows; nothing where it has none. */
  private Duration shortest() {
    return perSecond() > PER_SECOND_MAX
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(UNHURRIED * 1_000 * (people.size() - 1) / perSecond()));
  }

  private String path(String what) {
    return PATH + "/" + id + what;
  }

  /** A campaign that is over cannot be paused: then nothing is known. */
  private void quiet(String campaign, String stop, String start, BooleanSupplier stopped) {
    JsonNode answer = ask(stop, JSON, NOTHING);
    if (answer.path("status").asInt() == NOT_NOW) {
      if (campaign.isEmpty() || !isOver()) {
        faults.add("%s was answered %s".formatted(stop, answer));
      }
      rememberOver();
      return;
    }
    while (!closed && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    if (closed) {
      return;
    }
    if (!campaign.isEmpty() && isOver()) {
      rememberOver();
      return;
    }
    Instant from = clock.instant();
    await(System.nanoTime() + QUIET.toNanos());
    quiets.add(new Quiet(campaign, from, clock.instant()));
    ask(start, JSON, NOTHING);
  }

  private void rememberOver() {
    overBeforePause = true;
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (took.compareTo(shortest()) < 0) {
      faults.add("the campaign was over after %s: its rate allows %s".formatted(took, shortest()));
    }
  }

  /** Its last people may be over before it is paused. */
  private boolean isSettled() {
    return Set.of("paused", "finished").contains(state());
  }

  private boolean isOver() {
    String state = state();
    while (!closed && state.isEmpty()) {
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      state = state();
    }
    return state.equals("finished");
  }

  /** Nothing when the gateway cannot be asked. */
  private String state() {
    try {
      return Json.tree(gateway.get(path("")).getBytes(StandardCharsets.UTF_8))
          .path("state")
          .asString("");
    } catch (IOException _) {
      return "";
    }
  }

  private void await(long nanoTime) {
    for (long rest = nanoTime - System.nanoTime();
        rest > 0 && !closed;
        rest = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(rest, BETWEEN_TRIES.toNanos()));
    }
  }

  /** The gateway's answer, or its problem with a 409; nothing of either when closed. */
  private JsonNode ask(String path, Map<String, String> headers, byte[] body) {
    while (!closed) {
      try {
        HttpResponse<String> answer = gateway.post(path, body, headers);
        int status = answer.statusCode();
        if (status < 500) {
          if (status / 100 != 2 && status != NOT_NOW) {
            faults.add("%s was answered %d %s".formatted(path, status, answer.body()));
          }
          return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException _) {
        // Nobody knows whether it was done: asked again.
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    return Json.mapper().createObjectNode();
  }

  /** The gateway's id of it; empty until it has one. */
  public String id() {
    return id;
  }

  /** How many people. */
  public int people() {
    return people.size();
  }

  /** Each person's number, as often as it may ring. */
  public List<String> numbers() {
    return people.stream()
        .flatMap(number -> java.util.Collections.nCopies(ATTEMPTS, number).stream())
        .toList();
  }

  /** How many are not reached at the first call, each of whom is to be called again. */
  public long unreached() {
    return people.stream().filter(number -> number.matches(".*2[01]")).count();
  }

  /** Whose dials ring and are not answered by the provider. */
  public long unanswered() {
    return people.stream().filter(Numbers::unanswered).count();
  }

  /** The times in which nobody was to be dialled, so far. */
  public List<Quiet> quiets() {
    return List.copyOf(quiets);
  }

  /** Answers that ought not to be. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    closed = true;
  }
}
