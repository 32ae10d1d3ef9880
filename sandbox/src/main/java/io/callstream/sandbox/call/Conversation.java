package io.callstream.sandbox.call;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was said in a call, spread evenly over its length. */
record Conversation(List<Line> lines, Duration length) {

  /** Who spoke, {@code agent} or {@code user}, and what. */
  record Line(String role, String content) {}

  static Conversation of(PretendCall call, Duration length) {
    var greeting =
        new Line("agent", "Hello " + name(call) + ", this is the Northwind reminder line.");
    var lines =
        switch (String.valueOf(call.reason())) {
          case "voicemail_reached" ->
              List.of(
                  new Line("user", "Please leave a message after the tone."),
                  greeting,
                  new Line("agent", "Please call us back about your appointment."));
          case "user_hangup" ->
              List.of(
                  greeting,
                  new Line("user", "Oh hi, yes."),
                  new Line("agent", "Can you still make your appointment?"),
                  new Line("user", "Yes, I will be there."),
                  new Line("agent", "Lovely, see you then. Goodbye."));
          default -> List.of(greeting);
        };
    return new Conversation(lines, length);
  }

  String transcript() {
    var text = new StringBuilder();
    for (var line : lines) {
      text.append(line.role().equals("agent") ? "Agent: " : "User: ")
          .append(line.content())
          .append('\n');
    }
    return text.toString();
  }

  /** Utterances with the times of their words, seconds from the beginning. */
  ArrayNode utterances() {
    int words = lines.stream().mapToInt(line -> words(line).size()).sum();
    var each =
        BigDecimal.valueOf(length.toMillis(), 3)
            .divide(BigDecimal.valueOf(words), 3, RoundingMode.DOWN);
    var utterances = JsonNodeFactory.instance.arrayNode();
    int said = 0;
    for (var line : lines) {
      utterances.add(utterance(line, each, said));
      said += words(line).size();
    }
    return utterances;
  }

  private static ObjectNode utterance(Line line, BigDecimal each, int said) {
    var utterance =
        JsonNodeFactory.instance
            .objectNode()
            .put("role", line.role())
            .put("content", line.content());
    var words = utterance.putArray("words");
    int position = said;
    for (var word : words(line)) {
      words
          .addObject()
          .put("word", word)
          .put("start", each.multiply(BigDecimal.valueOf(position)))
          .put("end", each.multiply(BigDecimal.valueOf(position + 1L)));
      position++;
    }
    return utterance;
  }

  private static List<String> words(Line line) {
    return List.of(line.content().split(" ", -1));
  }

  private static String name(PretendCall call) {
    var variables = call.request().variables();
    if (variables == null) {
      return "there";
    }
    return variables.path("customer_name").asString(variables.path("name").asString("there"));
  }
}
