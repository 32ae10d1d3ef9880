package io.callstream.gateway.dashboard;

import io.callstream.gateway.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a browser without scripts does: keeps one cookie, follows nothing, sends forms. */
final class Browser {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([0-9a-f]{64})\"");

  private final RunningGateway gateway;
  String cookie = "";

  Browser(RunningGateway gateway) {
    this.gateway = gateway;
  }

  /** The same person at another gateway. */
  Browser at(RunningGateway other) {
    var browser = new Browser(other);
    browser.cookie = cookie;
    return browser;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  /** Sends a form as it is, without the session's token. */
  HttpResponse<String> post(String path, String form, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  /** Sends a form with the token of a page. */
  HttpResponse<String> submit(String path, String form) {
    return post(path, "_csrf=" + token() + (form.isEmpty() ? "" : "&" + form));
  }

  /** Sends a file as the page's script does. */
  HttpResponse<String> upload(String path, String csv, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv)));
  }

  HttpResponse<String> signIn(String name, String password) {
    return post("/dashboard/sign-in", "name=" + encoded(name) + "&password=" + encoded(password));
  }

  String token() {
    var page = get("/dashboard/suppressions").body();
    var matcher = TOKEN.matcher(page);
    if (!matcher.find()) {
      throw new AssertionError("No token in " + page);
    }
    return matcher.group(1);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(gateway.uri(path)).timeout(Duration.ofSeconds(60));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      response
          .headers()
          .allValues("Set-Cookie")
          .forEach(set -> cookie = set.substring(0, set.indexOf(';')));
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
