package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Where no Docker engine runs, this at least holds the compose file to the code it names. */
class ComposeFileTest {

  private static final String READ_BY_JAVA = "JDK_JAVA_OPTIONS";

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  private static String text = "";
  private static Map<String, Object> compose = Map.of();
  private static String dockerfile = "";

  @BeforeAll
  static void read() throws IOException {
    text = Files.readString(ROOT.resolve("docker-compose.yml"));
    compose = map(new Yaml().load(text));
    dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "call-dispatcher", "status-projector", "sandbox"})
  void aPartsJarIsBuiltByItsModuleAndCopiedIntoTheImage(String part) throws IOException {
    assertThat(service(part).get("command")).isEqualTo(List.of(part + ".jar"));
    assertThat(Files.readString(ROOT.resolve(part + "/pom.xml")))
        .contains("<finalName>" + part + "</finalName>");
    assertThat(dockerfile).contains("/src/%1$s/target/%1$s.jar %1$s.jar".formatted(part));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "call-dispatcher", "status-projector", "sandbox"})
  void everyVariableOfAPartIsReadByItsCode(String part) throws IOException {
    var code = code(part, "runtime", "retell", "outbox");

    for (String variable : map(service(part).get("environment")).keySet()) {
      if (!variable.equals(READ_BY_JAVA)) {
        assertThat(code).as(variable).contains('"' + variable + '"');
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "call-dispatcher", "status-projector", "sandbox"})
  void everyPortOfAPartIsTheOneItListensOnWhenNotTold(String part) throws IOException {
    var code = code(part);

    map(service(part).get("environment"))
        .forEach((variable, value) -> {
          if (variable.endsWith("_PORT")) {
            assertThat(defaultOf(variable, code)).as(variable).isEqualTo(value);
          }
        });
    var check = PORT.matcher(String.valueOf(service(part).get("healthcheck")));
    assertThat(check.find()).isTrue();
    assertThat(map(service(part).get("environment")).values()).contains(check.group(1));
  }

  /** Given as a number, or by the name of a constant. */
  private static String defaultOf(String setting, String code) {
    String given = found("integer\\(\"" + setting + "\", (\\w+),", code);
    return given.matches("\\d+") ? given : found("int " + given + " = (\\d+);", code);
  }

  private static String found(String pattern, String text) {
    var matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  @Test
  void withoutTheSandboxNothingOfItIsNeeded() {
    assertThat(Pattern.compile("\\$\\{(\\w+):\\?").matcher(text).results())
        .extracting(found -> found.group(1))
        .containsOnly("CALLSTREAM_ADMIN_KEY", "POSTGRES_PASSWORD", "DATABASE_PASSWORD");
    assertThat(map(service("gateway").get("environment")))
        .containsEntry("RETELL_API_KEY", "${RETELL_API_KEY:-${SANDBOX_API_KEY:-}}")
        .containsEntry("RETELL_FROM_NUMBER", "${RETELL_FROM_NUMBER:-}")
        .containsEntry("RETELL_AGENT_ID", "${RETELL_AGENT_ID:-}");
  }

  @Test
  void theGatewayIsToldAllThatWebCallsNeed() {
    assertThat(map(service("gateway").get("environment")))
        .containsKeys(
            "PUBLIC_BASE_URL", "RETELL_WEB_CALL_VERSION", "WEB_CALL_ORIGINS", "WEB_CALL_AGENTS");
  }

  @Test
  void theHeadNamesWhatIsToBeSet() {
    var head = text.substring(0, text.indexOf("x-service:"));

    assertThat(head)
        .contains("CALLSTREAM_ADMIN_KEY", "POSTGRES_PASSWORD", "DATABASE_PASSWORD")
        .contains("SANDBOX_API_KEY", "RETELL_API_KEY", "RETELL_BASE_URL", "RETELL_FROM_NUMBER")
        .contains("CALLSTREAM_INSTALLATION")
        .contains("docker compose up --build gateway call-dispatcher status-projector\n");
  }

  @Test
  void kafkaTakesRecordsAsLargeAsTheLocalBrokerDoes() throws IOException {
    int mebibytes =
        Integer.parseInt(found("MESSAGE_BYTES_MAX = (\\d+) \\* 1024 \\* 1024;", code("stack")));

    assertThat(map(service("kafka").get("environment")))
        .containsEntry("KAFKA_MESSAGE_MAX_BYTES", String.valueOf(mebibytes * 1024 * 1024));
  }

  @Test
  void noSecretStandsInIt() {
    for (Object service : map(compose.get("services")).values()) {
      map(map(service).getOrDefault("environment", Map.of()))
          .forEach((variable, value) -> {
            if (variable.matches(".*(KEY|KEYS|PASSWORD)")) {
              assertThat(String.valueOf(value)).as(variable).startsWith("${");
            }
          });
    }
  }

  @Test
  void thePartsWaitForHealthyServersAndTheDatabaseIsBootstrapped() {
    for (String part : List.of("gateway", "call-dispatcher", "status-projector")) {
      assertThat(map(service(part).get("depends_on")))
          .containsOnlyKeys("kafka", "postgres")
          .allSatisfy((_, condition) ->
              assertThat(map(condition)).containsEntry("condition", "service_healthy"));
    }
    assertThat(map(compose.get("services")).values())
        .allSatisfy(service -> assertThat(map(service)).containsKey("healthcheck"));
    assertThat(String.valueOf(service("postgres").get("volumes")))
        .contains("./deploy/sql/bootstrap.sql:/docker-entrypoint-initdb.d/");
    assertThat(ROOT.resolve("deploy/sql/bootstrap.sql")).exists();
  }

  @Test
  void theImageRunsAsNobodySpecialOnARuntimeAlone() {
    var last = dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));

    assertThat(last).contains("eclipse-temurin:25-jre").contains("\nUSER callstream");
  }

  private static Map<String, Object> service(String name) {
    return map(map(compose.get("services")).get(name));
  }

  /** The main sources of these modules, one after the other. */
  private static String code(String... modules) throws IOException {
    var all = new StringBuilder();
    for (String module : modules) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new AssertionError("Not a mapping: " + value);
    }
    return map.entrySet().stream()
        .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), Map.Entry::getValue));
  }
}
