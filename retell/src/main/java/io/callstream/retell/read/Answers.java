package io.callstream.retell.read;

import io.callstream.retell.RetellCall;
import io.callstream.retell.StrictJson;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the bodies of Retell's answers; empty when one is not of the documented shape. Pure. */
final class Answers {

  private Answers() {}

  static Optional<RetellCall> call(byte[] body) throws StrictJson.Unreadable {
    return RetellCall.of(StrictJson.object(body));
  }

  /** A page with an item that is no call is no page: an item overlooked could be our call. */
  static Optional<CallPage> page(byte[] body) throws StrictJson.Unreadable {
    var page = StrictJson.object(body);
    var items = page.get("items");
    var more = page.get("has_more");
    if (items == null || !items.isArray() || more == null || !more.isBoolean()) {
      return Optional.empty();
    }
    var calls = new ArrayList<RetellCall>(items.size());
    for (var item : items) {
      RetellCall.of(item).ifPresent(calls::add);
    }
    var key = text(page.get("pagination_key"));
    if (calls.size() < items.size() || (more.booleanValue() && key == null)) {
      return Optional.empty();
    }
    return Optional.of(new CallPage(calls, more.booleanValue() ? key : null));
  }

  static Optional<Concurrency> concurrency(byte[] body) throws StrictJson.Unreadable {
    var answer = StrictJson.object(body);
    var current = count(answer.get("current_concurrency"));
    var limit = count(answer.get("concurrency_limit"));
    var reserved = count(answer.get("reserved_inbound_concurrency"));
    return current == null || limit == null
        ? Optional.empty()
        : Optional.of(new Concurrency(current, limit, reserved == null ? 0 : reserved));
  }

  static Optional<NumberPage> numbers(byte[] body) throws StrictJson.Unreadable {
    var page = StrictJson.object(body);
    var items = page.get("items");
    if (items == null || !items.isArray()) {
      return Optional.empty();
    }
    var numbers = new ArrayList<PhoneNumber>(items.size());
    for (var item : items) {
      var number = text(item.get("phone_number"));
      if (number != null) {
        numbers.add(
            new PhoneNumber(
                number, text(item.get("phone_number_type")), text(item.get("nickname"))));
      }
    }
    var more = page.get("has_more");
    boolean goesOn = more != null && more.isBoolean() && more.booleanValue();
    return Optional.of(new NumberPage(numbers, goesOn ? text(page.get("pagination_key")) : null));
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node != null && node.isString() ? node.stringValue() : null;
  }

  private static @Nullable Integer count(@Nullable JsonNode node) {
    return node != null && node.isInt() && node.intValue() >= 0 ? node.intValue() : null;
  }
}
