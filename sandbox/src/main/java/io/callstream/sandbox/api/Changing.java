package io.callstream.sandbox.api;

import io.callstream.sandbox.call.CallJson;
import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.Life;
import io.callstream.sandbox.http.Reply;
import java.util.List;
import java.util.function.Supplier;

/** Calls that are read, stopped, changed, deleted, or registered for others to connect. */
final class Changing {

  private static final List<String> STORAGE =
      List.of("everything", "everything_except_pii", "basic_attributes_only");

  private final Calls calls;
  private final Life life;
  private final Supplier<String> ids;

  Changing(Calls calls, Life life, Supplier<String> ids) {
    this.calls = calls;
    this.life = life;
    this.ids = ids;
  }

  Reply get(String id) {
    return calls
        .find(id)
        .<Reply>map(call -> new Reply.JsonReply(200, CallJson.whole(call)))
        .orElseGet(Changing::unknown);
  }

  Reply stop(String id) {
    return life.stop(id).<Reply>map(_ -> new Reply.Empty(204)).orElseGet(Changing::unknown);
  }

  /** Of calls that are over only, as Retell has it since 2026-08-31. */
  Reply update(String id, byte[] body) {
    try {
      var wanted = CreateBody.object(body);
      var storage = wanted.path("data_storage_setting");
      if (!storage.isMissingNode() && !STORAGE.contains(storage.asString(""))) {
        throw Refusal.badRequest("data_storage_setting must be one of " + STORAGE);
      }
      return calls
          .update(id, CreateBody.member(wanted, "metadata"), storage.stringValue(null))
          .<Reply>map(call -> new Reply.JsonReply(200, CallJson.whole(call)))
          .orElseGet(Changing::unknown);
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  Reply delete(String id) {
    return calls.delete(id) ? new Reply.Empty(204) : unknown();
  }

  Reply register(byte[] body) {
    if (!calls.room()) {
      return Reply.error(429, "Account rate limited, please throttle your requests");
    }
    try {
      var call = life.await(ids.get(), CreateBody.registered(body));
      return new Reply.JsonReply(201, CallJson.whole(call));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  /** Retell's word for an id it does not know, and for a call that is not as it must be. */
  private static Reply unknown() {
    return Reply.error(422, "Cannot find requested asset under given api key");
  }
}
