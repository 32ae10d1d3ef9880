package io.callstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** An answer over HTTP, with the words tests ask it in. */
public record Answer(HttpResponse<byte[]> response) {

  public int status() {
    return response.statusCode();
  }

  public String text() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  public JsonNode json() {
    return Json.tree(response.body());
  }

  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The text of a member, by JSON pointer. */
  public String at(String pointer) {
    return json().at(pointer).asString();
  }

  /** Expects a problem of this status; the answer itself for more. */
  public Answer isProblem(int status) {
    assertThat(status()).as(text()).isEqualTo(status);
    assertThat(header("Content-Type")).startsWith("application/problem+json");
    assertThat(json().get("status").intValue()).isEqualTo(status);
    assertThat(json().get("type").stringValue()).isNotBlank();
    assertThat(json().get("title").stringValue()).isNotBlank();
    assertThat(json().get("detail").stringValue()).isNotBlank();
    assertThat(text()).doesNotContain("Exception").doesNotContain("io.callstream");
    return this;
  }

  /** The fields that a 400 complains of. */
  public List<String> fields() {
    return isProblem(400)
        .json()
        .get("errors")
        .valueStream()
        .map(e -> e.get("field").stringValue())
        .toList();
  }

  /** The messages of a 400. */
  public List<String> messages() {
    return isProblem(400)
        .json()
        .get("errors")
        .valueStream()
        .map(e -> e.get("message").stringValue())
        .toList();
  }
}
