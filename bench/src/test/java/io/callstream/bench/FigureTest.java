package io.callstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.bench.Figure.Quantiles;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  void quantilesAreOfTheValuesInAnyOrder() {
    var values = IntStream.rangeClosed(1, 1_001).mapToDouble(n -> 1_002 - n).toArray();

    assertThat(Quantiles.of(values)).isEqualTo(new Quantiles(501, 951, 991));
  }

  @Test
  void medianTakesEachFigureByItself() {
    var median =
        Figure.median(
            List.of(
                figure(10, 5.0, new Quantiles(1, 2, 9)),
                figure(30, 1.0, new Quantiles(3, 4, 5)),
                figure(20, 3.0, new Quantiles(2, 3, 7))));

    assertThat(median).isEqualTo(figure(20, 3.0, new Quantiles(2, 3, 7)));
  }

  @Test
  void medianOfWhatWasNotMeasuredIsNone() {
    assertThat(Figure.median(List.of(figure(10, null, null)))).isEqualTo(figure(10, null, null));
  }

  @Test
  void lineHasNothingWhereNothingWasMeasured() {
    assertThat(figure(12_345, null, null).line().strip())
        .isEqualTo("who" + " ".repeat(47) + "12,345");
  }

  @Test
  void checkSaysWhetherItIsMetByTheUnroundedValue() {
    assertThat(Check.atLeast("of it", 0.599, 0.6).met()).isFalse();
    assertThat(Check.atMost("of it", 1.15, 1.15).met()).isTrue();
  }

  @Test
  void barsOfAGroupAreToOneScaleAndNamesAreText() {
    var chart = Chart.svg("a < b", List.of(figure(10, null, null), figure(5, null, null)));

    assertThat(chart).contains("a &lt; b", "width=\"380\"", "width=\"190\"", ">10/s<");
  }

  private static Figure figure(double perSecond, @Nullable Double cpu, @Nullable Quantiles millis) {
    return new Figure("group", "who", perSecond, cpu, millis);
  }
}
