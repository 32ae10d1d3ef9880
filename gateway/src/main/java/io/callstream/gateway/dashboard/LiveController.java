package io.callstream.gateway.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events for open pages: only that something has changed. The first comes at once, so
 * that a page which was cut off is whole again.
 */
@Controller
final class LiveController {

  /** The browser comes back by itself; then its session is looked at again. */
  private static final Duration LENGTH = Duration.ofMinutes(10);

  private static final int CALLS_MAX = 50;

  /** In looks, one a second; of pages that show sums. */
  private static final int SELDOM = 3600;

  private static final int OFTEN = 3;

  private final LiveCalls live;

  LiveController(LiveCalls live) {
    this.live = live;
  }

  /**
   * Listens for changes of these calls.
   *
   * @param every seconds after which sums are worth another look; 0 where there are none
   */
  @GetMapping(path = "/dashboard/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> listen(
      @RequestParam(name = "call", defaultValue = "") List<UUID> calls,
      @RequestParam(name = "newest", defaultValue = "false") boolean newest,
      @RequestParam(name = "every", defaultValue = "0") int every) {
    var page =
        new Page(
            calls.stream().limit(CALLS_MAX).collect(Collectors.toSet()),
            newest,
            every <= 0 ? 0 : Math.clamp(every, OFTEN, SELDOM));
    if (!live.add(page)) {
      return ResponseEntity.status(503).build();
    }
    page.emitter.onCompletion(() -> live.remove(page));
    page.emitter.onTimeout(page.emitter::complete);
    page.emitter.onError(_ -> live.remove(page));
    return ResponseEntity.ok().header("X-Accel-Buffering", "no").body(page.emitter);
  }

  private final class Page implements LiveCalls.Listener {

    private final SseEmitter emitter = new SseEmitter(LENGTH.toMillis());
    private final Set<UUID> calls;
    private final boolean newest;
    private final int every;

    Page(Set<UUID> calls, boolean newest, int every) {
      this.calls = calls;
      this.newest = newest;
      this.every = every;
    }

    @Override
    public Set<UUID> calls() {
      return calls;
    }

    @Override
    public boolean newest() {
      return newest;
    }

    @Override
    public int every() {
      return every;
    }

    @Override
    public void end() {
      emitter.complete();
    }

    @Override
    public void changed() {
      try {
        emitter.send(SseEmitter.event().name("changed").data("again"));
      } catch (IOException | IllegalStateException e) {
        live.remove(this);
      }
    }
  }
}
