package io.callstream.sandbox.api;

import io.callstream.sandbox.call.CallJson;
import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.Life;
import io.callstream.sandbox.http.Reply;
import java.time.InstantSource;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code POST /v2/create-web-call}, {@code POST /v3/create-web-call} and the sandbox's own way to
 * join: media is Retell's, so a browser cannot.
 */
final class WebCalls {

  private final Calls calls;
  private final Life life;
  private final Supplier<String> ids;
  private final InstantSource clock;

  WebCalls(Calls calls, Life life, Supplier<String> ids, InstantSource clock) {
    this.calls = calls;
    this.life = life;
    this.ids = ids;
    this.clock = clock;
  }

  /** The whole call, its token included. */
  Reply createV2(byte[] body) {
    return create(body, false);
  }

  /** What a browser needs to join, and no more. */
  Reply createV3(byte[] body) {
    return create(body, true);
  }

  /** {@code POST /sandbox/web-calls/{id}/join} with the token, as a browser would. */
  Reply join(String id, byte[] body) {
    try {
      var token = CreateBody.required(CreateBody.object(body), "access_token");
      return life.join(id, token)
          .<Reply>map(call -> new Reply.JsonReply(200, CallJson.whole(call)))
          .orElseGet(() -> Reply.error(422, "No web call waits to be joined with this token"));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  private Reply create(byte[] body, boolean v3) {
    try {
      var token = "token_" + ids.get().substring("call_".length());
      var request = CreateBody.web(body, token);
      if (!calls.room()) {
        return Reply.error(429, "Account rate limited, please throttle your requests");
      }
      var expires = clock.instant().plus(Life.JOIN_WINDOW);
      var call = life.await(ids.get(), request);
      if (!v3) {
        return new Reply.JsonReply(201, CallJson.whole(call));
      }
      var answer = JsonNodeFactory.instance.objectNode();
      answer.put("call_id", call.id()).put("access_token", token).put("transport", "gateway");
      answer.putArray("ice_servers").addObject().put("urls", "stun:stun.example.test:3478");
      return new Reply.JsonReply(201, answer.put("expires_at", expires.toEpochMilli()));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }
}
