package io.callstream.local.printed;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of a document, each with what it is said to print. */
public final class PrintedCommands {

  private static final String PROMPT = "$ ";
  private static final String FENCE = "```";

  /** What is another every time, and what stands for it. */
  private record Changing(String sign, Pattern pattern) {}

  private static final List<Changing> CHANGING =
      List.of(
          new Changing("<join>", Pattern.compile("#join=[A-Za-z0-9_-]+")),
          new Changing(
              "<uuid>",
              Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")),
          new Changing(
              "<id>",
              Pattern.compile("\\b(call|token|agent|llm)_[0-9a-f]{27}\\b|\\bCA[0-9a-f]{32}\\b")),
          new Changing(
              "<time>",
              Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?Z")));

  /** Numbers too, but for a status. */
  private static final Pattern NUMBER =
      Pattern.compile("(?<!\"status\":)(?<![\\w.])\\d+(\\.\\d+)?(E-?\\d+)?");

  /** One command; {@code printed} may be empty. */
  public record Printed(String command, String printed) {}

  private PrintedCommands() {}

  /** Those of a document of the project, in its order. */
  public static List<Printed> of(Path document) throws IOException {
    var found = new ArrayList<Printed>();
    var block = new ArrayList<String>();
    boolean inside = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith(FENCE)) {
        if (inside) {
          read(block, found);
        }
        inside = !inside;
        block.clear();
      } else if (inside) {
        block.add(line);
      }
    }
    return found;
  }

  /** A text without what is another every time. */
  public static String lasting(String text) {
    String lasting = text.strip();
    for (var changing : CHANGING) {
      lasting = changing.pattern().matcher(lasting).replaceAll(changing.sign());
    }
    return NUMBER.matcher(lasting).replaceAll("0");
  }

  private static void read(List<String> block, List<Printed> found) {
    int at = 0;
    while (at < block.size()) {
      int end = at + 1;
      if (!block.get(at).startsWith(PROMPT)) {
        at = end;
        continue;
      }
      while (block.get(end - 1).endsWith("\\")) {
        end++;
      }
      int printed = end;
      while (printed < block.size() && !block.get(printed).startsWith(PROMPT)) {
        printed++;
      }
      String command = block.subList(at, end).stream().collect(joining("\n"));
      found.add(
          new Printed(
              command.substring(PROMPT.length()),
              block.subList(end, printed).stream().collect(joining("\n"))));
      at = printed;
    }
  }
}
