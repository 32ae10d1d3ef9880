package io.callstream.bench;

import java.util.List;

/** Throughputs as bars, in SVG. */
final class Chart {

  private static final int ROW = 28;
  private static final int LABELS = 260;
  private static final int BARS = 420;

  private Chart() {}

  static String svg(String title, List<Figures> figures) {
    double most = figures.stream().mapToDouble(Figures::perSecond).max().orElse(1);
    StringBuilder svg =
        new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                .formatted(LABELS + BARS + 120, ROW * (figures.size() + 1) + 10));
    svg.append("<text x=\"8\" y=\"18\" font-weight=\"bold\">%s</text>%n".formatted(title));
    for (int n = 0; n < figures.size(); n++) {
      Figures one = figures.get(n);
      int y = ROW * (n + 1);
      svg.append("<text x=\"8\" y=\"%d\">%s</text>%n".formatted(y + 17, one.peer()));
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" fill=\"#3b6ea5\"/>%n"
              .formatted(LABELS, y + 4, Math.round(BARS * one.perSecond() / most)));
      svg.append(
          "<text x=\"%d\" y=\"%d\">%,.0f/s</text>%n"
              .formatted(
                  LABELS + 6 + Math.round(BARS * one.perSecond() / most), y + 17, one.perSecond()));
    }
    return svg.append("</svg>\n").toString();
  }
}
