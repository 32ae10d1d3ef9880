package io.callstream.gateway.dashboard;

import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.deadletter.LetterBook;
import io.callstream.gateway.deadletter.LetterFilter;
import io.callstream.gateway.deadletter.Selection;
import io.callstream.gateway.deadletter.Working;
import io.callstream.gateway.web.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages that a reader gave up on: why, what was in them, send them again, set them aside. */
@Controller
final class DeadLetterPages {

  private static final String PAGE = "/dashboard/dead-letters";
  private static final String LIMIT = "50";
  private static final int NOTE_MAX = 1_000;
  private static final List<String> FILTERS = List.of("state", "topic", "reason", "cursor");

  private final LetterBook letters;
  private final Working working;

  DeadLetterPages(LetterBook letters, Working working) {
    this.letters = letters;
    this.working = working;
  }

  /** How many of a topic are open for one reason. */
  record Kind(String topic, String reason, long count, @Nullable When last) {}

  /** A letter in a list or on its own. */
  record Shown(
      String id,
      String topic,
      String reason,
      String state,
      String bytes,
      String key,
      @Nullable When died,
      String decidedBy,
      String note) {

    static Shown of(ObjectNode letter) {
      return new Shown(
          letter.path("id").asString(),
          text(letter, "topic"),
          text(letter, "reason"),
          text(letter, "state"),
          text(letter, "bytes"),
          text(letter, "key"),
          When.of(letter.path("dead_at")),
          text(letter, "decided_by"),
          text(letter, "note"));
    }

    /** Whether something can still be done about it. */
    public boolean open() {
      return state.equals("open");
    }
  }

  /** A page of them, newest first, below how many there are of each kind. */
  @GetMapping(PAGE)
  String list(@RequestParam Map<String, String> given, Model model) {
    var wanted = new LinkedHashMap<String, String>();
    FILTERS.stream()
        .filter(name -> !given.getOrDefault(name, "").isBlank())
        .forEach(name -> wanted.put(name, given.getOrDefault(name, "")));
    wanted.put("limit", LIMIT);
    if (!(LetterFilter.read(Query.of(wanted)) instanceof LetterFilter.Reading.Wanted(var filter))) {
      throw new PageDefaults.NotHere();
    }
    var found = letters.page(filter);
    boolean more = found.size() > filter.limit();
    var shown = found.subList(0, Math.min(found.size(), filter.limit()));
    model.addAttribute("state", filter.state());
    model.addAttribute("topic", filter.topic());
    model.addAttribute("reason", filter.reason());
    model.addAttribute("kinds", letters.summary().stream().map(DeadLetterPages::kind).toList());
    model.addAttribute("letters", shown.stream().map(Shown::of).toList());
    model.addAttribute(
        "next", more ? address(wanted, shown.getLast().path("id").asString()) : null);
    return "dashboard/dead-letters";
  }

  private static String address(Map<String, String> filter, String cursor) {
    var further = new LinkedHashMap<>(filter);
    further.remove("limit");
    further.put("cursor", cursor);
    return PAGE + "?" + FilterForm.parameters(further);
  }

  /** One, with what was in it. */
  @GetMapping(PAGE + "/{id}")
  String show(@PathVariable("id") String id, Model model) {
    var letter = number(id).flatMap(letters::letter).orElseThrow(PageDefaults.NotHere::new);
    model.addAttribute("letter", Shown.of(letter));
    model.addAttribute("payload", text(letter, "payload"));
    var facts = new LinkedHashMap<String, String>();
    facts.put("Given up by", text(letter, "given_up_by"));
    facts.put("Stood at", place(letter));
    facts.put("Exception", text(letter, "exception"));
    facts.put("Cause", text(letter, "cause"));
    facts.put("In the code", text(letter, "place"));
    facts.values().removeIf(String::isEmpty);
    model.addAttribute("facts", facts);
    return "dashboard/dead-letter";
  }

  /** Sends one to its topic again. */
  @PostMapping(PAGE + "/{id}/redrive")
  String redrive(
      @PathVariable("id") String id,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      RedirectAttributes said) {
    var chosen = Selection.of(number(id).orElseThrow(PageDefaults.NotHere::new));
    return after(PAGE + "/" + id, said, () -> working.redrive(chosen, session.actor()), "sent");
  }

  /** Sets one aside, saying why. */
  @PostMapping(PAGE + "/{id}/discard")
  String discard(
      @PathVariable("id") String id,
      @RequestParam(name = "note", defaultValue = "") String note,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      RedirectAttributes said) {
    var chosen = Selection.of(number(id).orElseThrow(PageDefaults.NotHere::new));
    return after(PAGE + "/" + id, said, () -> discard(chosen, note, session), "set aside");
  }

  /** Sends all of a kind again. */
  @PostMapping(PAGE + "/redrive")
  String redriveKind(
      @RequestParam("topic") String topic,
      @RequestParam("reason") String reason,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      RedirectAttributes said) {
    var chosen = Selection.of(topic, reason);
    return after(PAGE, said, () -> working.redrive(chosen, session.actor()), "sent");
  }

  /** Sets all of a kind aside. */
  @PostMapping(PAGE + "/discard")
  String discardKind(
      @RequestParam("topic") String topic,
      @RequestParam("reason") String reason,
      @RequestParam(name = "note", defaultValue = "") String note,
      @RequestAttribute(Session.ATTRIBUTE) Session session,
      RedirectAttributes said) {
    var chosen = Selection.of(topic, reason);
    return after(PAGE, said, () -> discard(chosen, note, session), "set aside");
  }

  private Working.Done discard(Selection chosen, String note, Session session) {
    var kept = note.strip().replace('\0', '\uFFFD');
    return working.discard(
        chosen,
        kept.isEmpty()
            ? "Set aside on the dashboard"
            : kept.substring(0, Math.min(NOTE_MAX, kept.length())),
        session.actor());
  }

  private static String after(
      String page, RedirectAttributes said, Supplier<Working.Done> act, String done) {
    try {
      var result = act.get();
      said.addAttribute("done", result.done());
      said.addAttribute("how", done);
    } catch (Working.NotTaken e) {
      said.addAttribute("how", "refused");
    }
    return "redirect:" + page;
  }

  private static Kind kind(ObjectNode row) {
    return new Kind(
        text(row, "topic"),
        text(row, "reason"),
        row.path("count").asLong(0),
        When.of(row.path("last_at")));
  }

  private static String place(JsonNode letter) {
    var offset = text(letter, "original_offset");
    return offset.isEmpty()
        ? ""
        : "partition " + text(letter, "original_partition") + ", offset " + offset;
  }

  private static Optional<Long> number(String id) {
    return id.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(id)) : Optional.empty();
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }
}
