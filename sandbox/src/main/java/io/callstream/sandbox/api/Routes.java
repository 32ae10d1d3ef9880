package io.callstream.sandbox.api;

import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.Life;
import io.callstream.sandbox.fault.Faults;
import io.callstream.sandbox.http.Reply;
import io.callstream.sandbox.http.Request;
import io.callstream.sandbox.ledger.Ledger;
import io.callstream.sandbox.time.WorldTime;
import io.callstream.sandbox.webhook.Postman;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Retell's routes, open to the one key, and the sandbox's own, open to all. */
public final class Routes implements Function<Request, Reply> {

  private static final String CREATE = "POST /v2/create-phone-call";
  private static final String JOIN = "/sandbox/web-calls/";
  private static final String JOIN_END = "/join";
  private static final String NO_ID = "POST /sandbox/web-calls/join";

  /** What the routes work on. */
  public record Parts(
      Ledger ledger, Calls calls, Life life, Postman postman, Faults faults, World world) {}

  /**
   * What is not the same in a test.
   *
   * @param callIds makes Retell's ids
   * @param clock real time, for the ledger: it is evidence of who called the sandbox, and when
   * @param time of the calls
   */
  public record World(Supplier<String> callIds, InstantSource clock, WorldTime time) {}

  private final byte[] authorization;
  private final Parts parts;
  private final Creating creating;
  private final Faulted faulted;
  private final Limits limits;
  private final Clocked clocked;
  private final Listing listing;
  private final OldListing oldListing;
  private final Batches batches;
  private final WebCalls webCalls;
  private final Changing changing;
  private final Configured agents;
  private final Configured llms;

  /**
   * @param apiKey the one bearer key
   */
  public Routes(String apiKey, Parts parts) {
    this.authorization = ("Bearer " + apiKey).getBytes(StandardCharsets.UTF_8);
    this.parts = parts;
    var callIds = parts.world().callIds();
    var clock = parts.world().time();
    this.creating =
        new Creating(parts.ledger(), parts.calls(), parts.life(), callIds, parts.world().clock());
    this.faulted = new Faulted(parts.faults(), clock);
    this.limits = new Limits(clock);
    this.clocked = new Clocked(clock);
    this.listing = new Listing(parts.calls());
    this.oldListing = new OldListing(parts.calls());
    this.batches = new Batches(creating, clock);
    this.webCalls = new WebCalls(parts.calls(), parts.life(), callIds, clock);
    this.changing = new Changing(parts.calls(), parts.life(), callIds);
    this.agents = Configured.agents(clock);
    this.llms = Configured.llms(clock);
  }

  @Override
  public Reply apply(Request request) {
    var route = request.method() + " " + request.path();
    return switch (route) {
      case "GET /sandbox/health" -> health();
      case "GET /sandbox/ledger" -> new Reply.Lines(parts.ledger().path(), parts.ledger().length());
      case "PUT /sandbox/faults" -> faulted.set(request);
      case "GET /sandbox/faults" -> faulted.shown();
      case "PUT /sandbox/limits" -> limits.set(request);
      case "GET /sandbox/limits" -> limits.shown();
      case "PUT /sandbox/clock" -> clocked.set(request);
      case "GET /sandbox/clock" -> clocked.shown();
      case String own
          when own.startsWith("POST " + JOIN) && own.endsWith(JOIN_END) && !own.equals(NO_ID) ->
          join(request);
      default ->
          authorized(request)
              ? request
                  .body()
                  .map(body ->
                      faulted.answer(
                          request,
                          body.bytes(),
                          route.equals(CREATE) ? creating : null,
                          () -> retell(route, request.query(), body.bytes())))
                  .orElseGet(() -> refused(route, 413, "Request body too large"))
              : refused(route, 401, "API key is missing or invalid");
    };
  }

  private Reply retell(String route, String query, byte[] body) {
    if (!admits(route, body)) {
      var refusal = Reply.error(429, "Account rate limited, please throttle your requests");
      return route.equals(CREATE) ? creating.refuse(body, 429, refusal) : refusal;
    }
    return switch (route) {
      case CREATE -> counted(creating.create(body, true));
      case "POST /v3/list-calls" -> listing.list(body);
      case "POST /v2/list-calls" -> oldListing.list(body);
      case "POST /create-batch-call" -> batches.create(body);
      case "POST /v2/create-web-call" -> webCalls.createV2(body);
      case "POST /v3/create-web-call" -> webCalls.createV3(body);
      case "POST /v2/register-phone-call" -> changing.register(body);
      case "POST /create-agent" -> agents.create(body);
      case "POST /v2/list-agents" -> agents.list(query);
      case "POST /create-retell-llm" -> llms.create(body);
      case "GET /v2/list-retell-llms" -> llms.list(query);
      case "GET /get-concurrency" -> concurrency();
      case "GET /v2/list-phone-numbers" -> numbers(query);
      default -> named(route, query, body);
    };
  }

  private boolean admits(String route, byte[] body) {
    return switch (route) {
      case CREATE ->
          limits.admitsCreate()
              && limits.admitsCall(CreateBody.hint(body, "from_number"), parts.calls().live());
      case "POST /v2/create-web-call", "POST /v3/create-web-call" ->
          limits.admitsOther() && limits.admitsTalk(parts.calls().live());
      case "POST /v3/list-calls", "POST /v2/list-calls", "POST /v2/list-agents" ->
          limits.admitsList();
      default -> limits.admitsOther();
    };
  }

  private Reply counted(Reply reply) {
    if (reply instanceof Reply.JsonReply(int status, _) && status / 100 == 4 && status != 429) {
      limits.refusedCreate();
    }
    return reply;
  }

  /** Routes whose last part is an id. */
  private Reply named(String route, String query, byte[] body) {
    int last = route.lastIndexOf('/') + 1;
    var id = route.substring(last);
    return switch (route.substring(0, last)) {
      case "GET /v2/get-call/" -> changing.get(id);
      case "POST /v2/stop-call/" -> changing.stop(id);
      case "PATCH /v2/update-call/" -> changing.update(id, body);
      case "DELETE /v2/delete-call/" -> changing.delete(id);
      case "GET /get-agent/" -> agents.get(id, query);
      case "GET /get-retell-llm/" -> llms.get(id, query);
      default -> Reply.error(404, "The requested resource was not found");
    };
  }

  /** A pretended browser joins a web call; the token is its key. */
  private Reply join(Request request) {
    var path = request.path();
    var id = path.substring(JOIN.length(), path.length() - JOIN_END.length());
    return request
        .body()
        .map(body -> webCalls.join(id, body.bytes()))
        .orElseGet(() -> Reply.error(413, "Request body too large"));
  }

  private Reply concurrency() {
    return new Reply.JsonReply(
        200,
        new TreeMap<>(
            Map.of(
                "current_concurrency",
                parts.calls().live(),
                "concurrency_limit",
                limits.told(),
                "base_concurrency",
                limits.told(),
                "purchased_concurrency",
                0,
                "concurrency_purchase_limit",
                0,
                "remaining_purchase_limit",
                0,
                "reserved_inbound_concurrency",
                0,
                "concurrency_burst_enabled",
                false,
                "concurrency_burst_limit",
                0)));
  }

  private static Reply numbers(String query) {
    try {
      ListPage.of(query);
    } catch (Refusal refusal) {
      return refusal.reply();
    }
    return new Reply.JsonReply(200, Map.of("items", Telephony.numbers(), "has_more", false));
  }

  private Reply health() {
    boolean works = parts.ledger().works();
    var health = new TreeMap<String, Object>(parts.postman().counts().totals());
    health.put("status", works ? "ok" : "the ledger cannot be written");
    health.put("webhooks_waiting", parts.postman().waiting());
    health.put("calls_live", parts.calls().live());
    health.put("calls_kept", parts.calls().kept());
    health.put("calls_forgotten", parts.calls().forgotten());
    return new Reply.JsonReply(works ? 200 : 503, health);
  }

  private Reply refused(String route, int status, String message) {
    var refusal = Reply.error(status, message);
    return route.equals(CREATE) ? creating.unread(status, refusal) : refusal;
  }

  private boolean authorized(Request request) {
    return request
        .authorization()
        .map(given -> given.getBytes(StandardCharsets.UTF_8))
        .filter(given -> MessageDigest.isEqual(given, authorization))
        .isPresent();
  }
}
