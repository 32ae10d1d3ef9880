package io.callstream.projector.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingTalksTest {

  private final MissingTalks talks = new MissingTalks();

  @Test
  void callThatWaitsIsNotTakenInTwice() {
    talks.add("a");
    talks.add("b");
    talks.add("a");

    assertThat(talks.next()).isEqualTo("a");
    assertThat(talks.next()).isEqualTo("b");
    assertThat(talks.next()).isNull();
  }

  @Test
  void callThatWasAnsweredIsNotTakenInAgain() {
    talks.answered("a");

    assertThat(talks.add("a")).isTrue();
    assertThat(talks.next()).isNull();
  }

  @Test
  void oldestAnswersAreForgotten() {
    for (int i = 0; i <= MissingTalks.ANSWERED_MAX; i++) {
      talks.answered("call_" + i);
    }

    talks.add("call_1");
    talks.add("call_0");

    assertThat(talks.next()).isEqualTo("call_0");
  }

  @Test
  void thereIsNoPlaceForMoreThanMayWait() {
    for (int i = 0; i < MissingTalks.WAITING_MAX; i++) {
      assertThat(talks.add("call_" + i)).isTrue();
    }

    assertThat(talks.add("one more")).isFalse();
    assertThat(talks.add("call_0")).as("waits already").isTrue();
  }
}
