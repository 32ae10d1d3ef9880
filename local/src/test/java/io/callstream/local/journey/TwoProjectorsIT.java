package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two processes learn of one call at the same time, one from each topic. */
class TwoProjectorsIT {

  private static final int NO_WEBHOOKS = 53;
  private static final int BATCH = 10;
  private static final int BATCHES_MAX = 4;
  private static final int TOPICS = 3;

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);
  private final Truth truth = new Truth(rig);

  @Test
  void foldOneCallFromOppositeTopics() {
    String second = Rig.PROJECTOR + "-2";
    rig.add(second);
    Map<TopicPartition, MemberDescription> readers = awaitTwoProcesses();
    List<Request> requests = new ArrayList<>();
    boolean split = false;
    try (Held questions = rig.retell().holdQuestions()) {
      for (int batch = 0; !split && batch < BATCHES_MAX; batch++) {
        List<Request> placed = calls.place(Stream.generate(this::number).limit(BATCH));
        requests.addAll(placed);
        split =
            placed.stream()
                .map(call -> tellAndLook(readers, call))
                .reduce(false, Boolean::logicalOr);
      }
      calls.awaitEnds(requests);
      questions.release();
    }

    promises.holdFor(requests);
    assertThat(split).as("a call was told to both").isTrue();
    rig.dismiss(second);
  }

  private String number() {
    return Phones.ending(NO_WEBHOOKS);
  }

  /** Sends the webhooks, keyed by Retell's id alone, and says whether another process has them. */
  private boolean tellAndLook(Map<TopicPartition, MemberDescription> readers, Request call) {
    JsonNode over = truth.of(call);
    await("Retell's id is known as the call's")
        .atMost(Rig.LIMIT)
        .until(() -> calls.row(call).path("retell_call_id").isString());
    OwnWebhook.ended(over).withoutMetadata().send(rig);
    OwnWebhook.started(over).withoutMetadata().send(rig);
    OwnWebhook.analysed(over).withoutMetadata().send(rig);
    MemberDescription ofSignals =
        readers.get(partition(Topics.DISPATCH_SIGNALS, call.id().toString()));
    MemberDescription ofWebhooks =
        readers.get(partition(Topics.RETELL_WEBHOOKS, over.path("call_id").asString()));
    return inOtherProcesses(ofSignals, ofWebhooks);
  }

  /** A process names its readers by number: two of one name are of two processes. */
  private static boolean inOtherProcesses(
      @Nullable MemberDescription one, @Nullable MemberDescription other) {
    return one != null
        && other != null
        && one.clientId().equals(other.clientId())
        && !one.consumerId().equals(other.consumerId());
  }

  private static TopicPartition partition(String topic, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return new TopicPartition(topic, Utils.toPositive(Utils.murmur2(bytes)) % Topics.PARTITIONS);
  }

  private Map<TopicPartition, MemberDescription> awaitTwoProcesses() {
    return await("both projectors read")
        .atMost(Rig.LIMIT)
        .until(
            this::readers,
            readers ->
                readers.size() == TOPICS * Topics.PARTITIONS
                    && readers.values().stream().map(MemberDescription::clientId).distinct().count()
                        < readers.values().stream().distinct().count());
  }

  private Map<TopicPartition, MemberDescription> readers()
      throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", rig.bootstrapServers()))) {
      Map<TopicPartition, MemberDescription> readers = new HashMap<>();
      for (MemberDescription member : members(admin)) {
        member.assignment().topicPartitions().forEach(partition -> readers.put(partition, member));
      }
      return readers;
    }
  }

  private static Collection<MemberDescription> members(Admin admin)
      throws InterruptedException, ExecutionException {
    return Objects.requireNonNull(
            admin.describeConsumerGroups(List.of(Rig.PROJECTOR)).all().get().get(Rig.PROJECTOR))
        .members();
  }
}
