package io.callstream.gateway.retellapi;

import io.callstream.contracts.MetadataKeys;
import io.callstream.gateway.agent.ConfigBody;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.provider.ProviderProblem;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.RetellErrors;
import io.callstream.gateway.webcall.WebCallReader;
import io.callstream.gateway.webcall.WebCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What Retell alone can answer: web calls, configuration, numbers. Only named fields pass. */
@RestController
final class PassController {

  private static final List<String> PAGING = List.of("limit", "pagination_key", "sort_order");
  private static final List<String> VERSION = List.of("version");

  private final RetellBodies bodies;
  private final Provider provider;
  private final WebCalls webCalls;
  private final PassedCreates creates;

  PassController(RetellBodies bodies, Provider provider, WebCalls webCalls, PassedCreates creates) {
    this.bodies = bodies;
    this.provider = provider;
    this.webCalls = webCalls;
    this.creates = creates;
  }

  /** Answers the whole call, its token included. */
  @PostMapping("/v2/create-web-call")
  ResponseEntity<Object> webCallV2(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return webCall(request, apiKeyId, "v2");
  }

  /** Answers what a browser needs to join. */
  @PostMapping("/v3/create-web-call")
  ResponseEntity<Object> webCallV3(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return webCall(request, apiKeyId, "v3");
  }

  @PostMapping("/create-agent")
  ResponseEntity<Object> createAgent(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return create(request, apiKeyId, ConfigBody.AGENT, "/create-agent");
  }

  @PostMapping("/create-retell-llm")
  ResponseEntity<Object> createLlm(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return create(request, apiKeyId, ConfigBody.LLM, "/create-retell-llm");
  }

  /** For telephony of the caller's own: nothing of ours rings. */
  @PostMapping("/v2/register-phone-call")
  ResponseEntity<Object> register(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return create(request, apiKeyId, ConfigBody.REGISTERED_CALL, "/v2/register-phone-call");
  }

  @GetMapping("/get-agent/{id}")
  ResponseEntity<Object> agent(@PathVariable("id") String id, HttpServletRequest request) {
    return get("/get-agent/" + Provider.segment(id), request, VERSION);
  }

  @GetMapping("/get-retell-llm/{id}")
  ResponseEntity<Object> llm(@PathVariable("id") String id, HttpServletRequest request) {
    return get("/get-retell-llm/" + Provider.segment(id), request, VERSION);
  }

  @PostMapping("/v2/list-agents")
  ResponseEntity<Object> agents(HttpServletRequest request) {
    return bodies.read(
        request,
        body ->
            body.isEmpty() || (body.size() == 1 && body.has("filter_criteria"))
                ? asked("POST", "/v2/list-agents", PassedQuery.read(request, PAGING), body)
                : RetellErrors.answer(
                    HttpStatus.BAD_REQUEST, "Only filter_criteria is known in the body"));
  }

  @GetMapping("/v2/list-retell-llms")
  ResponseEntity<Object> llms(HttpServletRequest request) {
    return get("/v2/list-retell-llms", request, PAGING);
  }

  @GetMapping("/v2/list-phone-numbers")
  ResponseEntity<Object> numbers(HttpServletRequest request) {
    return get("/v2/list-phone-numbers", request, PAGING);
  }

  @GetMapping("/get-concurrency")
  ResponseEntity<Object> concurrency(HttpServletRequest request) {
    return get("/get-concurrency", request, List.of());
  }

  private ResponseEntity<Object> get(
      String route, HttpServletRequest request, List<String> parameters) {
    return asked("GET", route, PassedQuery.read(request, parameters), null);
  }

  private ResponseEntity<Object> asked(
      String method, String route, PassedQuery query, @Nullable ObjectNode body) {
    return switch (query) {
      case PassedQuery.Known(var text) -> Passed.on(provider.ask(method, route + text, body));
      case PassedQuery.Unknown(var name) ->
          RetellErrors.answer(HttpStatus.BAD_REQUEST, name + " is not known in this query");
    };
  }

  private ResponseEntity<Object> create(
      HttpServletRequest request, String apiKeyId, ConfigBody sort, String route) {
    return bodies.read(
        request,
        body -> {
          var problems = sort.problems(body);
          return problems.isEmpty()
              ? creates.once(
                  request,
                  apiKeyId,
                  body,
                  PassedCreates.Reach.LASTING,
                  () -> Passed.on(provider.ask("POST", route, body)))
              : RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(problems));
        });
  }

  private ResponseEntity<Object> webCall(
      HttpServletRequest request, String apiKeyId, String version) {
    return bodies.read(
        request,
        body ->
            switch (WebCallReader.read(body, WebCallReader.KEYED)) {
              case WebCallReader.Reading.Wrong wrong ->
                  RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(wrong.errors()));
              case WebCallReader.Reading.Call(var wanted) ->
                  creates.once(
                      request,
                      apiKeyId,
                      body,
                      PassedCreates.Reach.TOKEN,
                      () -> answer(webCalls.make(wanted, apiKeyId, version)));
            });
  }

  private static ResponseEntity<Object> answer(WebCalls.Result result) {
    return switch (result) {
      case WebCalls.Result.Made(var call, var answer) ->
          ResponseEntity.status(HttpStatus.CREATED)
              .body(
                  withoutOurs(answer.deepCopy())
                      .put("callstream_call_id", call.callId().toString()));
      case WebCalls.Result.Stopped _ ->
          RetellErrors.answer(
              HttpStatus.SERVICE_UNAVAILABLE, "All dialling has been stopped, web calls too");
      case WebCalls.Result.NoSlot _ ->
          RetellErrors.answer(HttpStatus.TOO_MANY_REQUESTS, "As many calls run as may");
      case WebCalls.Result.Refused(var refused) -> RetellErrors.answer(ProviderProblem.of(refused));
      case WebCalls.Result.Failed(var none) -> RetellErrors.answer(ProviderProblem.of(none));
    };
  }

  /** Retell's v2 says the metadata again, to which we have added. */
  private static ObjectNode withoutOurs(ObjectNode answer) {
    if (answer.path("metadata") instanceof ObjectNode metadata) {
      List.copyOf(metadata.propertyNames()).stream()
          .filter(name -> name.startsWith(MetadataKeys.PREFIX))
          .forEach(metadata::remove);
      if (metadata.isEmpty()) {
        answer.remove("metadata");
      }
    }
    return answer;
  }
}
