package io.callstream.sandbox.api;

import io.callstream.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /create-batch-call}: its phones ring at once, whatever window it names. */
final class Batches {

  private static final int TASKS_MAX = 1_000;

  private final Creating creating;
  private final InstantSource clock;
  private final AtomicLong number = new AtomicLong();

  Batches(Creating creating, InstantSource clock) {
    this.creating = creating;
    this.clock = clock;
  }

  Reply create(byte[] body) {
    try {
      var batch = CreateBody.object(body);
      var from = CreateBody.required(batch, "from_number");
      var tasks = batch.path("tasks");
      if (!tasks.isArray() || tasks.isEmpty() || tasks.size() > TASKS_MAX) {
        throw Refusal.badRequest("tasks must be a list of 1 to " + TASKS_MAX);
      }
      for (var task : tasks) {
        if (!(task instanceof ObjectNode call)) {
          throw Refusal.badRequest("a task must be an object");
        }
        CreateBody.required(call, "to_number");
      }
      for (var task : tasks) {
        var call = ((ObjectNode) task).deepCopy().put("from_number", from);
        creating.create(call.toString().getBytes(StandardCharsets.UTF_8), true);
      }
      return new Reply.JsonReply(201, made(batch, from, tasks.size()));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  private ObjectNode made(ObjectNode batch, String from, int tasks) {
    long now = clock.instant().toEpochMilli();
    var made =
        JsonNodeFactory.instance
            .objectNode()
            .put("batch_call_id", "batch_call_%020x".formatted(number.incrementAndGet()))
            .put("name", batch.path("name").asString("Batch"))
            .put("from_number", from)
            .put("scheduled_timestamp", batch.path("trigger_timestamp").asLong(now))
            .put("total_task_count", tasks);
    if (batch.has("call_time_window")) {
      made.set("call_time_window", batch.get("call_time_window"));
    }
    return made;
  }
}
