package io.callstream.gateway.retellapi;

import io.callstream.gateway.call.IdempotencyKey;
import io.callstream.gateway.web.RetellErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates that are passed on to Retell, each once: what an SDK repeats by itself, and what comes
 * again under an idempotency key, gets the answer of the first try. The answers, tokens among them,
 * are kept in memory alone, so a repeat that comes to another gateway is a new create; phones ring
 * for none of them.
 */
@Component
final class PassedCreates {

  /** Longer than Retell is waited for. */
  private static final Duration WAITED_AT_MOST = Duration.ofSeconds(30);

  private static final int REMEMBERED = 200;

  /** The SDKs obey it: a create whose outcome is not known must not be repeated. */
  private static final String SHOULD_RETRY = "x-should-retry";

  private final InstantSource clock;
  private final Map<String, Try> tries = new LinkedHashMap<>();

  PassedCreates(InstantSource clock) {
    this.clock = clock;
  }

  /** How long an answer is given to those that repeat its request. */
  enum Reach {
    /** What was made is there to stay. */
    LASTING(Duration.ofMinutes(10)),
    /**
     * The answer holds a token that lives for half a minute and is one person's. An SDK waits up to
     * 8 s before it repeats; what comes later is somebody else's, and a call of its own.
     */
    TOKEN(Duration.ofSeconds(10));

    private final Duration within;

    Reach(Duration within) {
      this.within = within;
    }
  }

  private record Said(Instant at, ResponseEntity<Object> answer) {}

  /**
   * A create.
   *
   * @param within how long after its answer it may be repeated
   * @param awaitsFirst made by a repeat whose first try had not come; it may come late, once
   */
  private record Try(
      Duration within, String digest, AtomicBoolean awaitsFirst, CompletableFuture<Said> said) {

    boolean isWithinReach(Instant now) {
      return !said.isDone() || said.join().at().plus(within).isAfter(now);
    }
  }

  /**
   * Does the work, unless this request repeats one: then that one's answer.
   *
   * @param reach of what has no idempotency key
   * @param work ends with 502 when it is not known what Retell did
   */
  ResponseEntity<Object> once(
      HttpServletRequest request,
      String apiKeyId,
      ObjectNode body,
      Reach reach,
      Supplier<ResponseEntity<Object>> work) {
    return switch (IdempotencyKey.of(request)) {
      case IdempotencyKey.Wrong wrong ->
          RetellErrors.answer(
              HttpStatus.BAD_REQUEST, IdempotencyKey.HEADER + ": " + wrong.message());
      case IdempotencyKey.Read(var key) -> {
        var digest = BodyDigest.of(body);
        var name =
            apiKeyId + ' ' + request.getRequestURI() + (key == null ? '#' + digest : ' ' + key);
        var count = RetryCount.of(request);
        boolean repeat = count == RetryCount.REPEAT;
        var awaitsFirst = new AtomicBoolean(key == null && repeat && reach == Reach.LASTING);
        var within = key == null ? reach.within : Reach.LASTING.within;
        var mine = new Try(within, digest, awaitsFirst, new CompletableFuture<>());
        var earlier = earlier(name, mine, key == null ? count : RetryCount.REPEAT);
        yield earlier == null ? first(name, mine, work) : joined(earlier, digest);
      }
    };
  }

  /** The try that this one repeats; null when it is the first, which is noted. */
  private synchronized @Nullable Try earlier(String name, Try mine, RetryCount count) {
    var earlier = tries.get(name);
    if (earlier != null && earlier.isWithinReach(clock.instant()) && joins(count, earlier)) {
      return earlier;
    }
    tries.remove(name);
    tries.put(name, mine);
    if (tries.size() > REMEMBERED) {
      tries.remove(tries.keySet().iterator().next());
    }
    return null;
  }

  private static boolean joins(RetryCount count, Try earlier) {
    return switch (count) {
      case REPEAT -> true;
      case FIRST -> earlier.awaitsFirst().compareAndSet(true, false);
      case UNSAID -> false;
    };
  }

  private ResponseEntity<Object> first(
      String name, Try mine, Supplier<ResponseEntity<Object>> work) {
    ResponseEntity<Object> answer = null;
    try {
      answer = finalWord(work.get());
      return answer;
    } finally {
      if (answer == null || mayBeTriedAgain(answer)) {
        forget(name, mine);
      }
      mine.said().complete(new Said(clock.instant(), answer == null ? unknown() : answer));
    }
  }

  private synchronized void forget(String name, Try mine) {
    tries.remove(name, mine);
  }

  /** Nothing was done, and the next try may be luckier. */
  private static boolean mayBeTriedAgain(ResponseEntity<Object> answer) {
    return !answer.getStatusCode().is2xxSuccessful() && !isUnknown(answer);
  }

  private static boolean isUnknown(ResponseEntity<Object> answer) {
    return answer.getStatusCode().value() == HttpStatus.BAD_GATEWAY.value();
  }

  private static ResponseEntity<Object> finalWord(ResponseEntity<Object> answer) {
    return isUnknown(answer)
        ? ResponseEntity.status(answer.getStatusCode())
            .headers(answer.getHeaders())
            .header(SHOULD_RETRY, "false")
            .body(answer.getBody())
        : answer;
  }

  private static ResponseEntity<Object> joined(Try earlier, String digest) {
    if (!earlier.digest().equals(digest)) {
      return RetellErrors.answer(
          HttpStatus.CONFLICT, "This Idempotency-Key was used before, with another body");
    }
    try {
      var answer = earlier.said().get(WAITED_AT_MOST.toSeconds(), TimeUnit.SECONDS).answer();
      return ResponseEntity.status(answer.getStatusCode())
          .headers(answer.getHeaders())
          .header(IdempotencyKey.REPLAYED, "true")
          .body(answer.getBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unknown();
    } catch (ExecutionException | TimeoutException e) {
      return unknown();
    }
  }

  private static ResponseEntity<Object> unknown() {
    return finalWord(
        RetellErrors.answer(
            HttpStatus.BAD_GATEWAY, "It is not known whether the first try was carried out"));
  }
}
