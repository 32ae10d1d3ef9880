package io.callstream.dispatcher;

import static io.callstream.dispatcher.StandInGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.DispatchSignal.Heartbeat;
import io.callstream.contracts.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MECHANISMS.md D, in dispatchers as they run. */
class LostPastIT {

  @Test
  void aFreshDatabaseBesideAnOldTopicDialsNobodyAndIsReady(@TempDir Path folder) throws Exception {
    try (var service = new ServiceUnderTest(folder)) {
      service.makeTopics();
      publish(service);
      var context = service.start();
      var call = ServiceUnderTest.call("+12125550111");
      service.say(call);

      await().atMost(PATIENCE).until(() -> shut(service) && hold(service).equals("restore_guard"));
      await()
          .during(Duration.ofSeconds(3))
          .atMost(PATIENCE)
          .until(() -> service.retell.creates().isEmpty());
      assertThat(
              context
                  .getBean(io.callstream.runtime.startup.Prerequisites.class)
                  .health()
                  .getStatus()
                  .getCode())
          .isEqualTo("UP");
    }
  }

  @Test
  void aRecordOfALostPastThatComesWhileItRunsShutsTheGuard(@TempDir Path folder) throws Exception {
    try (var service = new ServiceUnderTest(folder)) {
      service.start();
      var call = ServiceUnderTest.call("+12125550111");
      service.say(call);
      await().atMost(PATIENCE).until(() -> !service.retell.creates().isEmpty());
      assertThat(shut(service)).isFalse();

      publish(service);

      await().atMost(PATIENCE).until(() -> shut(service));
    }
  }

  @Test
  void aCallOfALostPastThatNoWebhookTellsOfIsFoundBeforeTheReleaseAndNotDialledAgain(
      @TempDir Path folder) throws Exception {
    try (var service = new ServiceUnderTest(folder)) {
      service.start();
      dialled(service, ServiceUnderTest.call("+12125550111"));
      service.stop();
      service.keepCopy();
      long readThen = signalsRead(service);
      service.start();
      var lost = ServiceUnderTest.call("+12125550112");
      dialled(service, lost);
      await().atMost(PATIENCE).until(() -> signalsRead(service) > readThen);
      service.stop();
      service.putCopyBack();
      assertThat(service.callState(lost)).isEqualTo("unread");

      service.retell.readsAnswered(false);
      service.start();
      await().atMost(PATIENCE).until(() -> shut(service));
      await().atMost(PATIENCE).until(() -> service.callState(lost).equals("waiting"));
      await().during(Duration.ofSeconds(6)).atMost(PATIENCE).until(() -> !releasable(service));
      service.retell.readsAnswered(true);
      await().atMost(PATIENCE).until(() -> releasable(service));
      assertThat(service.callState(lost)).isEqualTo("in_flight");
      service.gateway.release(guardId(service));

      dialled(service, ServiceUnderTest.call("+12125550113"));
      await()
          .during(Duration.ofSeconds(3))
          .atMost(PATIENCE)
          .until(() -> service.retell.rings(lost.requestId()) == 1);
      assertThat(service.signals(lost)).contains("placed");
    }
  }

  private static void dialled(ServiceUnderTest service, PlaceCall call) {
    service.say(call);
    await()
        .atMost(PATIENCE)
        .until(() ->
            service.retell.rings(call.requestId()) == 1
                && service.callState(call).equals("in_flight"));
  }

  private static long signalsRead(ServiceUnderTest service) {
    return service
        .sql()
        .sql(
            """
            select coalesce(sum(next_offset), 0) from dispatch.offsets
             where topic = 'dispatch-signals'
            """)
        .query(Long.class)
        .single();
  }

  private static boolean releasable(ServiceUnderTest service) {
    return service
        .sql()
        .sql("select releasable from dispatch.guard_now()")
        .query(Boolean.class)
        .single();
  }

  private static UUID guardId(ServiceUnderTest service) {
    return service
        .sql()
        .sql("select guard_id from dispatch.guard_now()")
        .query(UUID.class)
        .single();
  }

  private static void publish(ServiceUnderTest service) {
    service.publish(UUID.randomUUID(), Json.bytes(new Heartbeat("default", "1", 1, Instant.EPOCH)));
  }

  private static boolean shut(ServiceUnderTest service) {
    return service.sql().sql("select shut from dispatch.guard_now()").query(Boolean.class).single();
  }

  private static String hold(ServiceUnderTest service) {
    return service
        .sql()
        .sql("select code from dispatch.api_holds")
        .query((row, _) -> row.getString(1))
        .optional()
        .orElse("none");
  }
}
