package io.callstream.dispatcher;

import static io.callstream.dispatcher.StandInGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.Topics;
import io.callstream.dispatcher.StandInRetell.Behaviour;
import io.callstream.dispatcher.StandInRetell.Create;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** One dispatcher as it runs, and calls that do not go well. */
class UnhappyCallsIT {

  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);
  private static final Map<String, List<Behaviour>> SCRIPTS = new ConcurrentHashMap<>();

  @SuppressWarnings("NullAway.Init")
  private static ServiceUnderTest service;

  @SuppressWarnings("NullAway.Init")
  private static ConfigurableApplicationContext context;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    service = new ServiceUnderTest(folder);
    service.retell.script((number, earlier) -> {
      var script = SCRIPTS.getOrDefault(number, List.of(Behaviour.ACCEPT));
      return script.get(Math.min(earlier, script.size() - 1));
    });
    context = service.start();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Test
  void aLostAnswerIsSettledByRetellsListAndNeverDialledAgain() {
    var call = placed(Behaviour.RING_AND_CUT);

    said(call, "placed");
    assertThat(service.retell.rings(call.requestId())).isEqualTo(1);
    assertThat(creates(call)).hasSize(1);
  }

  @Test
  void aCreateThatVanishedIsAbandonedAndNeverDialledAgain() {
    var call = placed(Behaviour.CUT);

    said(call, "ended abandoned");
    assertThat(creates(call)).hasSize(1);
  }

  @Test
  void a500IsAnUnknownToo() {
    var call = placed(Behaviour.FAIL_500);

    said(call, "ended abandoned");
    assertThat(creates(call)).hasSize(1);
  }

  @Test
  void aThrottledCallIsDialledOnceMoreAndThenAccepted() {
    var call = placed(Behaviour.THROTTLE, Behaviour.ACCEPT);

    said(call, "placed");
    assertThat(creates(call)).hasSize(2);
    assertThat(service.retell.rings(call.requestId())).isEqualTo(1);
  }

  @Test
  void aRefusedCallFailsAtOnce() {
    var call = placed(Behaviour.REFUSE_422);

    said(call, "ended rejected");
    assertThat(creates(call)).hasSize(1);
  }

  @Test
  void aRefusedKeyStopsTheLineUntilAPersonOpensIt() {
    var refused = placed(Behaviour.REFUSE_401);
    said(refused, "ended rejected");

    var waiting = placed(Behaviour.ACCEPT);
    await().atMost(PATIENCE).until(() -> hold(waiting).equals("line_stopped"));
    service.gateway.reopenLine();

    said(waiting, "placed");
  }

  @Test
  void anEndWhoseWebhookNeverComesIsAskedFor() {
    var call = placed(Behaviour.ACCEPT);
    said(call, "placed");

    service.retell.end(created(call).retellCallId(), "agent_hangup");

    said(call, "placed", "ended asked");
  }

  @Test
  void aCallThatRetellForgetsIsLostAndItsSlotReturns() {
    var call = placed(Behaviour.ACCEPT);
    said(call, "placed");

    service.retell.forget(created(call).retellCallId());

    said(call, "placed", "ended lost");
    assertThat(service.callState(call)).isEqualTo("done");
  }

  @Test
  void aCancelledCallIsStoppedAsSoonAsItIsKnownAndAgainWhenItConnects() {
    service.retell.stopStatus(422);
    var call = placed(Behaviour.ACCEPT);
    said(call, "placed");
    var retellId = created(call).retellCallId();

    service.gateway.run(StandInGateway.askStop(call.requestId()));
    await().atMost(PATIENCE).until(() -> stops(retellId) >= 2);
    service.retell.stopStatus(204);
    await().atMost(PATIENCE).until(() -> stopAt(call).equals("null"));
    long before = stops(retellId);
    service.send(
        Topics.RETELL_WEBHOOKS,
        call.callId().toString(),
        service.retell.webhook("call_started", retellId));

    await().atMost(PATIENCE).until(() -> stops(retellId) > before);
  }

  @Test
  void aCancellationWhileTheAnswerIsLostStopsTheCallOnceItIsFound() {
    service.retell.readsAnswered(false);
    var call = placed(Behaviour.RING_AND_CUT);
    await().atMost(PATIENCE).until(() -> hold(call).equals("unknown_outcome"));
    service.gateway.run(StandInGateway.askStop(call.requestId()));

    service.retell.readsAnswered(true);

    await().atMost(PATIENCE).until(() -> stops(created(call).retellCallId()) >= 1);
    assertThat(creates(call)).hasSize(1);
  }

  @Test
  void aCallThatWasToBeStoppedAndThenDidNotRingWaitsForItsWithdrawalAndIsNeverDialledAgain() {
    var call = ServiceUnderTest.call("+1212555" + NUMBERS.incrementAndGet());
    SCRIPTS.put(call.toNumber(), List.of(Behaviour.THROTTLE, Behaviour.ACCEPT));
    service.retell.onCreate(() -> service.gateway.run(StandInGateway.askStop(call.requestId())));
    service.say(call);
    await().atMost(PATIENCE).until(() -> !creates(call).isEmpty());
    service.retell.onCreate(() -> {});
    await().atMost(PATIENCE).until(() -> asGatewaySeesIt(call).equals("waiting"));

    service.gateway.run(StandInGateway.withdraw(call.requestId()));
    service.say(new RequestCancelled(call.requestId(), call.callId(), Instant.now(), "admin"));

    await().atMost(PATIENCE).until(() -> service.callState(call).equals("done"));
    assertThat(creates(call)).hasSize(1);
    assertThat(service.signals(call)).as("the gateway says it").isEmpty();
  }

  @Test
  void aListThatDoesNotObeyTheFilterIsNoAnswer() {
    var other = placed(Behaviour.ACCEPT);
    said(other, "placed");
    service.retell.filterObeyed(false);
    var call = placed(Behaviour.CUT);

    await().atMost(PATIENCE).until(() -> alerts("filter_ignored") >= 4);
    assertThat(hold(call)).isEqualTo("unknown_outcome");
    service.retell.filterObeyed(true);

    said(call, "ended abandoned");
  }

  @Test
  void aWebhookThatAnotherReaderGaveUpOnIsAskedAboutAndItsEndIsSaid() {
    var call = placed(Behaviour.ACCEPT);
    said(call, "placed");
    var retellId = created(call).retellCallId();
    service.send(
        Topics.RETELL_WEBHOOKS,
        call.callId().toString(),
        service.retell.webhook("call_ended", retellId));
    said(call, "placed", "ended webhook");
    service.retell.end(retellId, "user_hangup");

    service.send(
        Topics.deadLetters(Topics.RETELL_WEBHOOKS),
        call.callId().toString(),
        "signed, but not JSON".getBytes(StandardCharsets.UTF_8));

    said(call, "placed", "ended webhook", "ended asked");
  }

  @Test
  void aWebhookOfAnotherInstallationIsNotOurs() {
    var call = placed(Behaviour.ACCEPT);
    said(call, "placed");
    var body =
        new String(
                service.retell.webhook("call_ended", created(call).retellCallId()),
                StandardCharsets.UTF_8)
            .replace("\"callstream_installation\":\"default\"", "\"callstream_installation\":\"x\"")
            .replace(created(call).retellCallId(), "call_of_theirs");

    service.send(Topics.RETELL_WEBHOOKS, "call_of_theirs", body.getBytes(StandardCharsets.UTF_8));
    service.retell.end(created(call).retellCallId(), "agent_hangup");

    said(call, "placed", "ended asked");
    assertThat(
            service
                .sql()
                .sql(
                    "select count(*) from dispatch.pending where retell_call_id = 'call_of_theirs'")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void stopAllHoldsWhatWaitsAndStartLetsItGo() {
    service.gateway.run(StandInGateway.stop());
    var call = placed(Behaviour.ACCEPT);

    await().atMost(PATIENCE).until(() -> hold(call).equals("stop_all"));
    assertThat(creates(call)).isEmpty();
    service.gateway.reopenLine();

    said(call, "placed");
  }

  private static double alerts(String kind) {
    return context
        .getBean(MeterRegistry.class)
        .counter("callstream.dispatcher.alerts", "kind", kind)
        .count();
  }

  private static String asGatewaySeesIt(PlaceCall call) {
    return service
        .sql()
        .sql("select state from dispatch.request_state(:id)")
        .param("id", call.requestId())
        .query(String.class)
        .single();
  }

  private static PlaceCall placed(Behaviour... behaviours) {
    var call = ServiceUnderTest.call("+1212555" + NUMBERS.incrementAndGet());
    SCRIPTS.put(call.toNumber(), List.of(behaviours));
    service.say(call);
    return call;
  }

  private static void said(PlaceCall call, String... signals) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(service.signals(call)).containsExactly(signals));
  }

  private static List<Create> creates(PlaceCall call) {
    return service.retell.creates().stream()
        .filter(create -> create.requestId().equals(call.requestId()))
        .toList();
  }

  private static Create created(PlaceCall call) {
    return creates(call).getLast();
  }

  private static long stops(String retellId) {
    return service.retell.stops().stream().filter(retellId::equals).count();
  }

  private static String stopAt(PlaceCall call) {
    return String.valueOf(
        service
            .sql()
            .sql("select stop_at from dispatch.dials where call_id = :id")
            .param("id", call.callId())
            .query((row, _) -> String.valueOf(row.getObject(1)))
            .single());
  }

  private static String hold(PlaceCall call) {
    return service
        .sql()
        .sql("select code from dispatch.api_holds where call_id = :id")
        .param("id", call.callId())
        .query((row, _) -> row.getString(1))
        .optional()
        .orElse("none");
  }
}
