package io.callstream.sandbox.call;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a call costs, in cents, each begun second whole. */
final class Cost {

  private static final BigDecimal VOICE_PER_SECOND = new BigDecimal("0.1167");
  private static final BigDecimal TELEPHONY_PER_SECOND = new BigDecimal("0.0250");

  private Cost() {}

  /** Retell's {@code call_cost}; a browser pays no telephony. */
  static ObjectNode of(PretendCall call, Duration talked) {
    var seconds = BigDecimal.valueOf(talked.toMillis(), 3).setScale(0, RoundingMode.UP);
    boolean carried = !(call.request() instanceof CallRequest.Web);
    var cost = JsonNodeFactory.instance.objectNode();
    var products = cost.putArray("product_costs");
    var all = BigDecimal.ZERO;
    var each = BigDecimal.ZERO;
    if (seconds.signum() > 0) {
      all = all.add(add(products.addObject(), "voice_engine", VOICE_PER_SECOND, seconds));
      each = each.add(VOICE_PER_SECOND);
    }
    if (seconds.signum() > 0 && carried) {
      all = all.add(add(products.addObject(), "telephony", TELEPHONY_PER_SECOND, seconds));
      each = each.add(TELEPHONY_PER_SECOND);
    }
    return cost.put("total_duration_seconds", seconds)
        .put("total_duration_unit_price", each)
        .put("combined_cost", all);
  }

  private static BigDecimal add(
      ObjectNode product, String name, BigDecimal perSecond, BigDecimal seconds) {
    var cost = perSecond.multiply(seconds).setScale(2, RoundingMode.HALF_UP);
    product.put("product", name).put("unit_price", perSecond).put("cost", cost);
    return cost;
  }
}
