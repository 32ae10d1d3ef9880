package io.callstream.chaos.check;

import io.callstream.chaos.check.Ledger.Create;
import io.callstream.chaos.load.CallLoad.Accepted;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the ledger says about phones, beside what was asked for.
 *
 * @param asked the number of every call that is asked for, accepted or not
 * @param accepted those that have been accepted
 * @param truth what the provider lists, read after the ledger, by its ids
 */
record Rings(
    Ledger ledger, List<String> asked, List<Accepted> accepted, Map<String, JsonNode> truth) {

  /** At every moment. */
  List<Claim> claims() {
    return List.of(perNumber(), perRequest(), dialledOnce(), neverAgain(), oneAtATime());
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
        perRequest().atLeast(rings),
        dialledOnce().atLeast(rings),
        neverAgain().atLeast(rings),
        oneAtATime(),
        rivalry().atLeast(rivals),
        ofAccepted().atLeast(rings));
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

  private Claim perRequest() {
    Claim claim = Claim.always("no phone rang twice for one request, none for no request");
    Ledger.by(ledger.rings(), Create::requestId)
        .forEach((request, rings) ->
            claim.unless(
                rings.size() == 1 && !request.isEmpty(),
                () -> "request %s rang %d times: %s".formatted(request, rings.size(), rings)));
    return claim;
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
    Claim claim = Claim.always("no request was sent again after anything but a 429");
    Ledger.by(ledger.creates(), Create::requestId)
        .forEach((request, creates) ->
            claim.unless(
                request.isEmpty()
                    || creates.stream().limit(creates.size() - 1L).allMatch(Create::throttled),
                () -> "request %s: %s".formatted(request, creates)));
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
    accepted.forEach(call -> byId.put(call.callId().toString(), call));
    return byId;
  }
}
