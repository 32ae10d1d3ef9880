package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.Accepted;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the ledger says about phones, beside what was asked for.
 *
 * @param asked the number of every request there is, as often as it may ring, accepted or not
 * @param accepted requests that have been accepted
 * @param truth what the provider lists, read after the ledger, by its ids
 */
record Rings(
    Ledger ledger, List<String> asked, List<Accepted> accepted, Map<String, JsonNode> truth) {

  /** What the campaign's rules name ({@link io.callstream.chaos.load.CampaignLoad}). */
  private static final Set<String> AGAIN = Set.of("dial_no_answer", "dial_busy");

  /** At every moment. */
  List<Claim> claims() {
    return List.of(perNumber(), perCall(), dialledOnce(), neverAgain(), oneAtATime());
  }

  /**
   * Once all has come to rest.
   *
   * @param rings so many there have to be
   * @param rivals so many calls had to wait for another to the same phone
   */
  List<Claim> claimsAtRest(long rings, long rivals) {
    return List.of(
        perNumber().atLeast(rings),
        perCall().atLeast(rings),
        dialledOnce().atLeast(rings),
        neverAgain().atLeast(rings),
        oneAtATime().atLeast(rings - shared()),
        rivalry().atLeast(rivals),
        ofAccepted().atLeast(rings),
        byTheRules().atLeast(rings));
  }

  /** How many requests are to a phone that another is for. */
  private long shared() {
    return accepted.size() - accepted.stream().map(Accepted::toNumber).distinct().count();
  }

  /** Needs no word of the dispatcher. */
  private Claim perNumber() {
    Claim claim = Claim.always("no phone rang more often than was asked for");
    Map<String, Long> wanted =
        asked.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Ledger.by(ledger.rings(), Create::toNumber)
        .forEach((number, rings) -> {
          claim.looked(rings.size());
          long times = wanted.getOrDefault(number, 0L);
          if (rings.size() > times) {
            claim.fault("%s asked for %d times: %s".formatted(number, times, rings));
          }
        });
    return claim;
  }

  private Claim perCall() {
    Claim claim = Claim.always("no phone rang twice for one call, none for no call");
    Ledger.by(ledger.rings(), Create::callId)
        .forEach((call, rings) ->
            claim.unless(
                rings.size() == 1 && !call.isEmpty(),
                () -> "call %s rang %d times: %s".formatted(call, rings.size(), rings)));
    return claim;
  }

  /** A single call is made once; a person of a campaign is called again after an end it names. */
  private Claim byTheRules() {
    Claim claim = Claim.atRest("no phone rang for a request more often than its rules say");
    Map<String, Accepted> byId = byId();
    Ledger.by(ledger.rings(), Create::requestId)
        .forEach((request, rings) -> {
          Accepted wanted = byId.get(request);
          long times = wanted == null ? 0 : wanted.attempts();
          boolean named =
              rings.stream().limit(rings.size() - 1L).map(this::reason).allMatch(AGAIN::contains);
          claim.unless(
              rings.size() <= times && named,
              () -> "request %s, %d times at most: %s".formatted(request, times, rings));
        });
    return claim;
  }

  private String reason(Create create) {
    JsonNode call = truth.get(String.valueOf(create.retellCallId()));
    return call == null ? "" : call.path("disconnection_reason").asString("");
  }

  private Claim dialledOnce() {
    Claim claim = Claim.always("no dial was sent twice");
    Ledger.by(ledger.creates(), Create::dialId)
        .forEach((dial, creates) ->
            claim.unless(
                creates.size() == 1 || dial.isEmpty(),
                () -> "dial %s was sent %d times: %s".formatted(dial, creates.size(), creates)));
    return claim;
  }

  /** Whatever the dispatcher says of its dials. */
  private Claim neverAgain() {
    Claim claim = Claim.always("no call was sent again after anything but a 429");
    Ledger.by(ledger.creates(), Create::callId)
        .forEach((call, creates) ->
            claim.unless(
                call.isEmpty()
                    || creates.stream().limit(creates.size() - 1L).allMatch(Create::throttled),
                () -> "call %s: %s".formatted(call, creates)));
    return claim;
  }

  /** From the create to the end of its call; a call whose end nobody knows has none. */
  private Claim oneAtATime() {
    Claim claim = Claim.always("no phone had two calls at a time");
    Ledger.by(ledger.rings(), Create::toNumber)
        .forEach((number, rings) -> {
          claim.look();
          for (int n = 1; n < rings.size(); n++) {
            if (end(rings.get(n - 1)).isAfter(rings.get(n).at())) {
              claim.fault("%s: %s and %s".formatted(number, rings.get(n - 1), rings.get(n)));
            }
          }
        });
    return claim;
  }

  private Instant end(Create create) {
    JsonNode call = truth.get(String.valueOf(create.retellCallId()));
    return call == null || !call.path("end_timestamp").isNumber()
        ? Instant.MAX
        : Instant.ofEpochMilli(call.path("end_timestamp").asLong());
  }

  /** Without these nobody was tempted to ring a phone that is in use. */
  private Claim rivalry() {
    Claim claim = Claim.atRest("a call was asked for while its phone had another, and waited");
    Map<String, Accepted> byId = byId();
    Ledger.by(ledger.rings(), Create::toNumber)
        .values()
        .forEach(rings -> {
          for (int n = 1; n < rings.size(); n++) {
            Accepted later = byId.get(rings.get(n).requestId());
            if (later != null && later.at().isBefore(end(rings.get(n - 1)))) {
              claim.look();
            }
          }
        });
    return claim;
  }

  private Claim ofAccepted() {
    Claim claim = Claim.atRest("every ring is of a call that was accepted, at the number it gave");
    Map<String, Accepted> byId = byId();
    for (Create ring : ledger.rings()) {
      Accepted call = byId.get(ring.requestId());
      claim.unless(
          call != null && call.toNumber().equals(ring.toNumber()),
          () -> "%s, but accepted was %s".formatted(ring, call));
    }
    return claim;
  }

  private Map<String, Accepted> byId() {
    Map<String, Accepted> byId = new HashMap<>();
    accepted.forEach(call -> byId.put(call.requestId().toString(), call));
    return byId;
  }
}
