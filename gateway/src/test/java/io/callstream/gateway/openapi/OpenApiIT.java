package io.callstream.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Answer;
import io.callstream.gateway.RunningGateway;
import io.callstream.gateway.web.QueryParameters;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description says what the gateway does, and all of it. */
class OpenApiIT {

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of("RETELL_AGENT_ID", "agent_1"));
    document = gateway.get("/openapi.json").json();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    database.close();
  }

  @Test
  void describesEveryRouteAndNoOther() {
    assertThat(described()).isEqualTo(served());
  }

  @Test
  void describesEveryQueryParameterAndNoOther() {
    assertThat(describedQueries()).isEqualTo(servedQueries());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    var references = new ArrayList<String>();
    document.findValues("$ref").forEach(reference -> references.add(reference.stringValue()));

    assertThat(references)
        .isNotEmpty()
        .allSatisfy(r -> assertThat(document.at(r.substring(1)).isMissingNode()).as(r).isFalse());
  }

  @Test
  void everyAnswerWithABodyHasAnExample() {
    for (var operation : operations()) {
      for (var answer : operation.get("responses").properties()) {
        var response =
            answer.getValue().has("$ref")
                ? document.at(answer.getValue().get("$ref").stringValue().substring(1))
                : answer.getValue();
        response
            .path("content")
            .forEach(content ->
                assertThat(content.has("example"))
                    .as(operation.get("operationId") + " " + answer.getKey())
                    .isTrue());
      }
    }
  }

  @Test
  void theExamplesOfRequestsAreAccepted() {
    var examples =
        document.at("/paths/~1api~1v1~1calls/post/requestBody/content/application~1json/examples");

    assertThat(examples.properties()).isNotEmpty();
    examples.forEach(example -> {
      Answer answer = gateway.post("/api/v1/calls", example.get("value").toString());
      assertThat(answer.status()).as(answer.text()).isEqualTo(202);
      assertThat(names(answer.json()))
          .isEqualTo(names(document.at("/components/schemas/Call/properties")))
          .isEqualTo(
              names(
                  document.at(
                      "/paths/~1api~1v1~1calls/post/responses/202/content/application~1json/example")));
    });
  }

  @Test
  void theExamplesOfAnswersHaveTheFieldsOfRealOnes() {
    assertThat(names(gateway.get("/api/v1/dialling").json()))
        .isEqualTo(
            names(
                document.at(
                    "/paths/~1api~1v1~1dialling/get/responses/200/content/application~1json/example")));
    assertThat(
            document.at(
                "/paths/~1api~1webhooks~1retell/get/responses/200/content/application~1json/example"))
        .isEqualTo(gateway.get("/api/webhooks/retell").json());
    assertThat(gateway.get("/nowhere").isProblem(404).json().propertyNames())
        .containsAll(
            document
                .at("/components/schemas/Problem/required")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList());
  }

  private static Set<String> names(JsonNode object) {
    return new TreeSet<>(object.propertyNames());
  }

  private static List<JsonNode> operations() {
    return document.get("paths").valueStream().flatMap(JsonNode::valueStream).toList();
  }

  private static Set<String> described() {
    var routes = new TreeSet<String>();
    for (var path : document.get("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(method -> routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    return routes;
  }

  private static Set<String> served() {
    var routes = new TreeSet<>(handlers().keySet());
    // By a filter of its own, before all dispatching.
    routes.add("POST /api/webhooks/retell");
    return routes;
  }

  /** The pages of the dashboard are for people and change with them: no part of the API. */
  private static boolean isPage(HandlerMethod handler) {
    return handler.getBeanType().getPackageName().startsWith("io.callstream.gateway.dashboard");
  }

  private static Map<String, HandlerMethod> handlers() {
    var routes = new TreeMap<String, HandlerMethod>();
    gateway
        .context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((info, handler) ->
            info.getMethodsCondition().getMethods().stream()
                .filter(_ -> !isPage(handler))
                .forEach(method ->
                    info.getPatternValues()
                        .forEach(path -> routes.put(method + " " + path, handler))));
    return routes;
  }

  private static Map<String, Set<String>> servedQueries() {
    var queries = new TreeMap<String, Set<String>>();
    handlers()
        .forEach((route, handler) -> {
          var known = handler.getMethodAnnotation(QueryParameters.class);
          if (known != null) {
            queries.put(route, Set.of(known.value()));
          }
        });
    return queries;
  }

  private static Map<String, Set<String>> describedQueries() {
    var queries = new TreeMap<String, Set<String>>();
    for (var path : document.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var names =
            operation
                .getValue()
                .path("parameters")
                .valueStream()
                .filter(p -> p.get("in").stringValue().equals("query"))
                .map(p -> p.get("name").stringValue())
                .collect(Collectors.toSet());
        if (!names.isEmpty()) {
          queries.put(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), names);
        }
      }
    }
    return queries;
  }
}
