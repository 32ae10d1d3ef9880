package io.callstream.gateway.retellapi;

import io.callstream.gateway.agent.ConfigBody;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.provider.ProviderProblem;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.RetellErrors;
import io.callstream.gateway.webcall.WebCallReader;
import io.callstream.gateway.webcall.WebCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** What Retell alone can answer: web calls, configuration, numbers. Only named fields pass. */
@RestController
final class PassController {

  private static final List<String> PAGING = List.of("limit", "pagination_key", "sort_order");

  private final RetellBodies bodies;
  private final Provider provider;
  private final WebCalls webCalls;

  PassController(RetellBodies bodies, Provider provider, WebCalls webCalls) {
    this.bodies = bodies;
    this.provider = provider;
    this.webCalls = webCalls;
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
  ResponseEntity<Object> createAgent(HttpServletRequest request) {
    return create(request, ConfigBody.AGENT, "/create-agent");
  }

  @PostMapping("/create-retell-llm")
  ResponseEntity<Object> createLlm(HttpServletRequest request) {
    return create(request, ConfigBody.LLM, "/create-retell-llm");
  }

  /** For telephony of the caller's own: nothing of ours rings. */
  @PostMapping("/v2/register-phone-call")
  ResponseEntity<Object> register(HttpServletRequest request) {
    return create(request, ConfigBody.REGISTERED_CALL, "/v2/register-phone-call");
  }

  @GetMapping("/get-agent/{id}")
  ResponseEntity<Object> agent(@PathVariable("id") String id) {
    return get("/get-agent/" + Provider.segment(id));
  }

  @GetMapping("/get-retell-llm/{id}")
  ResponseEntity<Object> llm(@PathVariable("id") String id) {
    return get("/get-retell-llm/" + Provider.segment(id));
  }

  @PostMapping("/v2/list-agents")
  ResponseEntity<Object> agents(HttpServletRequest request) {
    var route = "/v2/list-agents" + paging(request);
    return bodies.read(
        request,
        body ->
            body.isEmpty() || (body.size() == 1 && body.has("filter_criteria"))
                ? Passed.on(provider.ask("POST", route, body))
                : RetellErrors.answer(
                    HttpStatus.BAD_REQUEST, "Only filter_criteria is known in the body"));
  }

  @GetMapping("/v2/list-retell-llms")
  ResponseEntity<Object> llms(HttpServletRequest request) {
    return get("/v2/list-retell-llms" + paging(request));
  }

  @GetMapping("/v2/list-phone-numbers")
  ResponseEntity<Object> numbers(HttpServletRequest request) {
    return get("/v2/list-phone-numbers" + paging(request));
  }

  @GetMapping("/get-concurrency")
  ResponseEntity<Object> concurrency() {
    return get("/get-concurrency");
  }

  private ResponseEntity<Object> get(String route) {
    return Passed.on(provider.ask("GET", route, null));
  }

  private ResponseEntity<Object> create(HttpServletRequest request, ConfigBody sort, String route) {
    return bodies.read(
        request,
        body -> {
          var problems = sort.problems(body);
          return problems.isEmpty()
              ? Passed.on(provider.ask("POST", route, body))
              : RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(problems));
        });
  }

  private ResponseEntity<Object> webCall(
      HttpServletRequest request, String apiKeyId, String version) {
    return bodies.read(
        request,
        body ->
            switch (WebCallReader.read(body)) {
              case WebCallReader.Reading.Wrong wrong ->
                  RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(wrong.errors()));
              case WebCallReader.Reading.Call(var wanted) ->
                  answer(webCalls.make(wanted, apiKeyId, version));
            });
  }

  private static ResponseEntity<Object> answer(WebCalls.Result result) {
    return switch (result) {
      case WebCalls.Result.Made(var call, var answer) ->
          ResponseEntity.status(HttpStatus.CREATED)
              .body(answer.deepCopy().put("callstream_call_id", call.callId().toString()));
      case WebCalls.Result.Stopped _ ->
          RetellErrors.answer(HttpStatus.FORBIDDEN, "All dialling has been stopped, web calls too");
      case WebCalls.Result.Refused(var refused) -> RetellErrors.answer(ProviderProblem.of(refused));
      case WebCalls.Result.Failed(var none) -> RetellErrors.answer(ProviderProblem.of(none));
    };
  }

  private static String paging(HttpServletRequest request) {
    var query = new StringBuilder();
    for (var name : PAGING) {
      var value = request.getParameter(name);
      if (value != null) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
        query.append(Provider.segment(value));
      }
    }
    return query.toString();
  }
}
