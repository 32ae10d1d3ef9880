package io.callstream.chaos.check;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the ledger says about phones. */
final class Rings {

  private Rings() {}

  static List<Claim> claims(Ledger ledger, Map<String, JsonNode> truth) {
    return List.of(once(ledger), dialledOnce(ledger), never(ledger, truth));
  }

  private static Claim once(Ledger ledger) {
    Claim once = new Claim("no phone rang twice for one request, none for no request");
    ledger
        .rings()
        .forEach((request, rings) ->
            once.unless(
                rings.size() == 1 && !request.isEmpty(),
                () -> "request %s rang %d times: %s".formatted(request, rings.size(), rings)));
    return once;
  }

  private static Claim dialledOnce(Ledger ledger) {
    Claim once = new Claim("no dial was sent twice");
    ledger
        .createsByDial()
        .forEach((dial, creates) ->
            once.unless(creates == 1, () -> "dial %s was sent %d times".formatted(dial, creates)));
    return once;
  }

  /** From the create to the end of its call. */
  private static Claim never(Ledger ledger, Map<String, JsonNode> truth) {
    Claim never = new Claim("no phone had two calls at a time");
    ledger
        .ringsByNumber()
        .forEach((number, rings) -> {
          List<Ledger.Create> inOrder =
              rings.stream().sorted(Comparator.comparing(Ledger.Create::at)).toList();
          never.look();
          for (int n = 1; n < inOrder.size(); n++) {
            Instant end = end(inOrder.get(n - 1), truth);
            if (end.isAfter(inOrder.get(n).at())) {
              never.fault("%s: %s and %s".formatted(number, inOrder.get(n - 1), inOrder.get(n)));
            }
          }
        });
    return never;
  }

  private static Instant end(Ledger.Create create, Map<String, JsonNode> truth) {
    JsonNode call = truth.get(String.valueOf(create.retellCallId()));
    return call == null || !call.path("end_timestamp").isNumber()
        ? create.at()
        : Instant.ofEpochMilli(call.path("end_timestamp").asLong());
  }
}
