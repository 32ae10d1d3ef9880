package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.Calls;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/** Plays the recording of a call. */
@Controller
final class RecordingPages {

  private static final Set<Integer> GOOD = Set.of(200, 206);

  private static final List<String> KEPT =
      List.of(HttpHeaders.CONTENT_LENGTH, HttpHeaders.CONTENT_RANGE, HttpHeaders.ACCEPT_RANGES);

  private final Calls calls;
  private final Recordings recordings;

  RecordingPages(Calls calls, Recordings recordings) {
    this.calls = calls;
    this.recordings = recordings;
  }

  /** The sound, or the part of it that is asked for. */
  @GetMapping("/dashboard/calls/{id}/recording")
  void play(
      @PathVariable("id") String id,
      @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
      HttpServletResponse response)
      throws IOException {
    var call = calls.detail(id).orElseThrow(PageDefaults.NotHere::new);
    var address = call.path("recording_url");
    boolean played =
        address.isString()
            && recordings.with(
                URI.create(address.stringValue()),
                range,
                (head, sound) -> pass(head, sound, response));
    if (!played) {
      response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
    }
  }

  private static void pass(
      HttpResponse<InputStream> head, InputStream sound, HttpServletResponse response)
      throws IOException {
    var type = head.headers().firstValue(HttpHeaders.CONTENT_TYPE).orElse("");
    if (!GOOD.contains(head.statusCode())) {
      response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
      return;
    }
    response.setStatus(head.statusCode());
    response.setContentType(sound(type));
    KEPT.forEach(
        name -> head.headers().firstValue(name).ifPresent(it -> response.setHeader(name, it)));
    sound.transferTo(response.getOutputStream());
  }

  /** Stores of files say octet-stream; nothing but sound is ever made of it. */
  static String sound(String type) {
    return type.startsWith("audio/") ? type : "audio/wav";
  }
}
