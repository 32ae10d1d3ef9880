package io.callstream.gateway;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.startup.Prerequisites;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway as its main class starts it, on free ports, and a client that speaks HTTP to it. */
public final class RunningGateway implements AutoCloseable {

  public static final String ADMIN_KEY = "admin-key-of-tests";
  public static final String WEBHOOK_KEY = "key_of_webhooks";
  public static final String INSTALLATION = "gateway-tests";
  public static final String FROM_NUMBER = "+12125550100";

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final ConfigurableApplicationContext context;

  private RunningGateway(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** A gateway that is ready, on the shared broker. */
  public static RunningGateway ready(TestDatabase database, Map<String, String> settings) {
    var environment = environment(settings);
    environment.putAll(database.environment());
    environment.putAll(TestKafka.environment());
    environment.putAll(settings);
    var gateway = started(environment);
    try {
      gateway.context.getBean(Prerequisites.class).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return gateway;
  }

  /** A gateway that answers, whatever else is there or not. */
  public static RunningGateway started(Map<String, String> settings) {
    return new RunningGateway(GatewayApplication.start(Environment.of(environment(settings))));
  }

  /** What a gateway needs at least, and these settings. */
  public static Map<String, String> environment(Map<String, String> settings) {
    var environment = new HashMap<String, String>();
    environment.put("SERVER_PORT", "0");
    environment.put("MANAGEMENT_PORT", "0");
    environment.put("CALLSTREAM_ADMIN_KEY", ADMIN_KEY);
    environment.put("CALLSTREAM_INSTALLATION", INSTALLATION);
    environment.put("RETELL_WEBHOOK_KEYS", WEBHOOK_KEY);
    environment.put("RETELL_FROM_NUMBER", FROM_NUMBER);
    environment.put("REQUEST_REAPPEND_AFTER", "1h");
    environment.putAll(settings);
    return environment;
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  public int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  public int managementPort() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** A request with the admin key. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + ADMIN_KEY);
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** Posts JSON; headers as name, value, name, value. */
  public Answer post(String path, String json, String... headers) {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  public static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
