package io.callstream.projector.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingTalksTest {

  private final MissingTalks talks = new MissingTalks(3);

  @Test
  void callThatWaitsIsNotTakenInTwice() {
    talks.add("a");
    talks.add("b");
    talks.add("a");

    assertThat(inTurn()).containsExactly("a", "b");
  }

  /** A turn that fails in between asks for it again. */
  @Test
  void callWaitsUntilItsAnswerIsThere() {
    talks.add("a");

    assertThat(talks.next()).isEqualTo("a");
    assertThat(talks.next()).isEqualTo("a");
    assertThat(talks.isEmpty()).isFalse();
    talks.answered("a");
    assertThat(talks.isEmpty()).isTrue();
  }

  @Test
  void callThatWasAnsweredIsNotTakenInAgain() {
    talks.answered("a");

    talks.add("a");

    assertThat(talks.next()).isNull();
  }

  @Test
  void oldestAnswersAreForgotten() {
    for (int i = 0; i <= MissingTalks.ANSWERED_MAX; i++) {
      talks.answered("call_" + i);
    }

    talks.add("call_1");
    talks.add("call_0");

    assertThat(inTurn()).containsExactly("call_0");
  }

  @Test
  void thereIsPlaceForNoMoreThanMayWait() {
    talks.add("a");

    assertThat(talks.hasPlaceFor(2)).isTrue();
    assertThat(talks.hasPlaceFor(3)).isFalse();
  }

  @Test
  void callThatIsAskedForInVainLetsTheOthersGoFirst() {
    talks.add("a");
    talks.add("b");

    assertThat(talks.unanswered("a")).isTrue();

    assertThat(inTurn()).containsExactly("b", "a");
  }

  @Test
  void callIsNotGivenUpWhileNoListIsReadToItsEndEither() {
    talks.add("a");

    for (int i = 0; i < 100; i++) {
      assertThat(talks.unanswered("a")).isTrue();
    }
  }

  @Test
  void callIsNotGivenUpForTwoFailuresFarApart() {
    talks.add("a");
    talks.unanswered("a");
    for (int i = 0; i < 100; i++) {
      talks.listed();
    }

    assertThat(talks.unanswered("a")).isTrue();
  }

  @Test
  void callThatIsNeverAnsweredIsGivenUp() {
    talks.add("a");
    for (int i = 0; i < MissingTalks.VAIN_MAX; i++) {
      assertThat(talks.unanswered("a")).isTrue();
      talks.listed();
    }

    assertThat(talks.unanswered("a")).isFalse();

    talks.add("a");
    assertThat(talks.isEmpty()).isTrue();
  }

  private List<String> inTurn() {
    var all = new ArrayList<String>();
    for (var id = talks.next(); id != null; id = talks.next()) {
      all.add(id);
      talks.answered(id);
    }
    return all;
  }
}
