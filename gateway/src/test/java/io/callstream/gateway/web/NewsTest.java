package io.callstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.testing.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NewsTest {

  @Test
  void theSameIsNewsAgainAfterAMinute() {
    var clock = SettableClock.at("2026-11-21T09:00:00Z");
    var news = new News(clock);

    assertThat(news.isNews("a")).isTrue();
    assertThat(news.isNews("a")).isFalse();
    assertThat(news.isNews("b")).isTrue();
    clock.advance(Duration.ofSeconds(59));
    assertThat(news.isNews("a")).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(news.isNews("a")).isTrue();
    assertThat(news.isNews("a")).isFalse();
  }
}
