package io.callstream.gateway.agent;

import io.callstream.contracts.Json;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.provider.ProviderProblem;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.JsonBody;
import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import io.callstream.retell.pass.PassAnswer;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Agents and Retell LLMs under Retell's own field names (seed 004). */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class AgentController {

  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 1_000;

  private final BodyReader bodies;
  private final Provider provider;

  AgentController(BodyReader bodies, Provider provider) {
    this.bodies = bodies;
    this.provider = provider;
  }

  /** Creates an agent: 201 with Retell's. */
  @PostMapping(path = "/agents", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> createAgent(HttpServletRequest request) {
    return create(request, ConfigBody.AGENT, "/create-agent", "/api/v1/agents/", "agent_id");
  }

  /** A page of agents, as Retell lists them. */
  @GetMapping("/agents")
  @QueryParameters({"cursor", "limit"})
  ResponseEntity<Object> listAgents(@RequestAttribute(Query.ATTRIBUTE) Query query) {
    return list("POST", "/v2/list-agents", query);
  }

  /** One agent, all of it: its newest draft. */
  @GetMapping("/agents/{id}")
  ResponseEntity<Object> showAgent(@PathVariable("id") String id) {
    return show("/get-agent/" + Provider.segment(id));
  }

  /** Creates a Retell LLM: 201 with Retell's. */
  @PostMapping(path = "/retell-llms", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> createLlm(HttpServletRequest request) {
    return create(request, ConfigBody.LLM, "/create-retell-llm", "/api/v1/retell-llms/", "llm_id");
  }

  /** A page of Retell LLMs. */
  @GetMapping("/retell-llms")
  @QueryParameters({"cursor", "limit"})
  ResponseEntity<Object> listLlms(@RequestAttribute(Query.ATTRIBUTE) Query query) {
    return list("GET", "/v2/list-retell-llms", query);
  }

  /** One Retell LLM. */
  @GetMapping("/retell-llms/{id}")
  ResponseEntity<Object> showLlm(@PathVariable("id") String id) {
    return show("/get-retell-llm/" + Provider.segment(id));
  }

  private ResponseEntity<Object> create(
      HttpServletRequest request, ConfigBody sort, String route, String shownAt, String idName) {
    return bodies.read(
        request,
        BodyLimits.API_BYTES,
        body -> {
          if (!(body instanceof Body.Whole whole)) {
            return Body.problem(body).answer();
          }
          return switch (JsonBody.read(whole.bytes())) {
            case JsonBody.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
            case JsonBody.Document document -> {
              var problems = sort.problems(document.object());
              yield problems.isEmpty()
                  ? created(provider.ask("POST", route, document.object()), shownAt, idName)
                  : Problem.badRequest(problems).answer();
            }
          };
        });
  }

  private static ResponseEntity<Object> created(PassAnswer answer, String shownAt, String idName) {
    if (!(answer instanceof PassAnswer.Done done)) {
      return problem(answer);
    }
    var created = ResponseEntity.status(HttpStatus.CREATED);
    var id = done.body().path(idName);
    return id.isString()
        ? created
            .location(URI.create(shownAt + Provider.segment(id.stringValue())))
            .body(done.body())
        : created.body(done.body());
  }

  private ResponseEntity<Object> list(String method, String route, Query query) {
    var limit = limit(query.get("limit"));
    if (limit < 1) {
      return Problem.badRequest("limit", "Must be a number from 1 to " + LIMIT_MAX).answer();
    }
    var cursor = query.get("cursor");
    var address =
        route
            + "?limit="
            + limit
            + (cursor == null ? "" : "&pagination_key=" + Provider.segment(cursor));
    var body = method.equals("POST") ? Json.mapper().createObjectNode() : null;
    return switch (provider.ask(method, address, body)) {
      case PassAnswer.Done done -> ResponseEntity.ok(page(done.body()));
      case PassAnswer answer -> problem(answer);
    };
  }

  /** A page as all lists here are. */
  private static JsonNode page(JsonNode retells) {
    var page = Json.mapper().createObjectNode();
    page.set("items", retells.isArray() ? retells : retells.path("items"));
    var key = retells.path("pagination_key");
    boolean more = retells.path("has_more").asBoolean(false) && key.isString();
    return page.put("next_cursor", more ? key.stringValue() : null);
  }

  private ResponseEntity<Object> show(String route) {
    return switch (provider.ask("GET", route, null)) {
      case PassAnswer.Done done -> ResponseEntity.ok(done.body());
      // Retell says 422 where others say 404.
      case PassAnswer.Refused(int status, var message) when status == 404 || status == 422 ->
          Problem.of(HttpStatus.NOT_FOUND, "Retell has none of this id: " + message).answer();
      case PassAnswer answer -> problem(answer);
    };
  }

  private static ResponseEntity<Object> problem(PassAnswer answer) {
    return switch (answer) {
      case PassAnswer.Refused refused -> ProviderProblem.of(refused).answer();
      case PassAnswer.Unavailable none -> ProviderProblem.of(none).answer();
      case PassAnswer.Done _ -> throw new IllegalArgumentException("Done is no problem");
    };
  }

  private static int limit(@org.jspecify.annotations.Nullable String text) {
    if (text == null) {
      return LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      return limit <= LIMIT_MAX ? limit : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
