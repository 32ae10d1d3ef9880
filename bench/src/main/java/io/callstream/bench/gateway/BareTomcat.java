package io.callstream.bench.gateway;

import io.callstream.retell.webhook.WebhookSignature;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ceiling: Tomcat on virtual threads, the signature, Kafka's acknowledgement, and nothing else:
 * the body is not even parsed. Arguments: port, bootstrap servers, topic, key.
 */
final class BareTomcat extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final byte[] ACCEPTED =
      "{\"status\":\"accepted\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int UNAUTHORISED = 401;
  private static final int UNAVAILABLE = 503;

  private final transient KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final String key;

  private BareTomcat(String bootstrap, String topic, String key) {
    this.topic = topic;
    this.key = key;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "linger.ms",
                1,
                "batch.size",
                128 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public static void main(String[] arguments) throws LifecycleException {
    var tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.setPort(Integer.parseInt(arguments[0]));
    tomcat
        .getConnector()
        .getProtocolHandler()
        .setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var context = tomcat.addContext("", null);
    Tomcat.addServlet(
        context, "webhooks", new BareTomcat(arguments[1], arguments[2], arguments[3]));
    context.addServletMappingDecoded("/*", "webhooks");
    tomcat.start();
    tomcat.getServer().await();
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var body = request.getInputStream().readAllBytes();
    var signatures = Collections.list(request.getHeaders(WebhookSignature.HEADER));
    if (!WebhookSignature.verify(body, signatures, List.of(key), Instant.now()).valid()) {
      response.setStatus(UNAUTHORISED);
      return;
    }
    try {
      // The call's id stands at the same place of each body that is sent here.
      producer.send(new ProducerRecord<>(topic, Webhooks.callId(body), body)).get();
      response.setContentType("application/json");
      response.getOutputStream().write(ACCEPTED);
    } catch (ExecutionException _) {
      response.setStatus(UNAVAILABLE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      response.setStatus(UNAVAILABLE);
    }
  }
}
