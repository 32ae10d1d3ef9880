package io.callstream.bench;

import java.util.List;

/** Items per second as bars, in SVG. */
public final class Chart {

  private static final int ROW = 26;
  private static final int LABELS = 420;
  private static final int BARS = 380;
  private static final int FIGURES = 100;

  private Chart() {}

  /** A bar for each figure; within a group they are to the same scale. */
  public static String svg(String title, List<Figure> figures) {
    var svg =
        new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                .formatted(LABELS + BARS + FIGURES, ROW * (figures.size() + 1) + 10));
    svg.append("<text x=\"8\" y=\"18\" font-weight=\"bold\">%s</text>%n".formatted(plain(title)));
    for (int n = 0; n < figures.size(); n++) {
      svg.append(bar(figures.get(n), most(figures, figures.get(n).group()), ROW * (n + 1)));
    }
    return svg.append("</svg>\n").toString();
  }

  private static double most(List<Figure> figures, String group) {
    return figures.stream()
        .filter(figure -> figure.group().equals(group))
        .mapToDouble(Figure::perSecond)
        .max()
        .orElse(1);
  }

  private static String bar(Figure figure, double most, int y) {
    long length = Math.round(BARS * figure.perSecond() / most);
    return "<text x=\"8\" y=\"%d\">%s</text>%n<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" fill=\"#3b6ea5\"/>%n<text x=\"%d\" y=\"%d\">%,.0f/s</text>%n"
        .formatted(
            y + 17,
            plain(figure.group() + ": " + figure.who()),
            LABELS,
            y + 4,
            length,
            LABELS + 6 + length,
            y + 17,
            figure.perSecond());
  }

  private static String plain(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
