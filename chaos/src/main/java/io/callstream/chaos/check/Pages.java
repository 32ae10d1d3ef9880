package io.callstream.chaos.check;

import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Lists that come in pages: our calls by the API, the provider's by list-calls. */
final class Pages {

  private static final int OURS = 200;
  private static final int THEIRS = 1_000;

  private Pages() {}

  /** Every call of the read model, as the gateway lists it. */
  static void calls(Http gateway, Consumer<JsonNode> each) throws IOException {
    each(gateway, "/api/v1/calls?since=2000-01-01T00:00:00Z&limit=" + OURS, each);
  }

  /**
   * Every item of a list of the gateway's.
   *
   * @param path with a query
   */
  static void each(Http gateway, String path, Consumer<JsonNode> each) throws IOException {
    @Nullable String cursor = null;
    do {
      JsonNode page = tree(gateway.get(cursor == null ? path : path + "&cursor=" + cursor));
      page.path("items").forEach(each);
      cursor = page.path("next_cursor").isString() ? page.path("next_cursor").asString() : null;
    } while (cursor != null);
  }

  /** Every call that the sandbox remembers, those that ring left out. */
  static List<JsonNode> truth(Http sandbox) throws IOException {
    List<JsonNode> calls = new ArrayList<>();
    @Nullable String key = null;
    do {
      Map<String, Object> query =
          key == null ? Map.of("limit", THEIRS) : Map.of("limit", THEIRS, "pagination_key", key);
      HttpResponse<String> answer = sandbox.post("/v3/list-calls", Json.bytes(query), Map.of());
      if (answer.statusCode() != 200) {
        throw new IOException("list-calls said " + answer.statusCode());
      }
      JsonNode page = tree(answer.body());
      page.path("items").forEach(calls::add);
      key = page.path("pagination_key").isString() ? page.path("pagination_key").asString() : null;
    } while (key != null);
    return calls;
  }

  private static JsonNode tree(String json) {
    return Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }
}
