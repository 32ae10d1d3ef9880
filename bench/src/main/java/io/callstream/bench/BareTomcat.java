package io.callstream.bench;

import io.callstream.retell.webhook.WebhookSignature;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ceiling: Tomcat with virtual threads, the signature, Kafka's acknowledgement, and nothing
 * else. Arguments: port, bootstrap servers, topic, key.
 */
final class BareTomcat extends HttpServlet {

  private static final long serialVersionUID = 1L;

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

  public static void main(String[] args) throws LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.setPort(Integer.parseInt(args[0]));
    tomcat
        .getConnector()
        .getProtocolHandler()
        .setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "webhooks", new BareTomcat(args[1], args[2], args[3]));
    context.addServletMappingDecoded("/*", "webhooks");
    tomcat.start();
    tomcat.getServer().await();
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = request.getInputStream().readAllBytes();
    List<String> signatures = Collections.list(request.getHeaders(WebhookSignature.HEADER));
    if (!WebhookSignature.verify(body, signatures, List.of(key), Instant.now()).valid()) {
      response.setStatus(401);
      return;
    }
    try {
      producer.send(new ProducerRecord<>(topic, body)).get();
      response.setStatus(200);
      response.setContentType("application/json");
      response
          .getOutputStream()
          .write("{\"status\":\"accepted\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    } catch (ExecutionException _) {
      response.setStatus(503);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      response.setStatus(503);
    }
  }
}
