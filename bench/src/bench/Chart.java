package bench;

import bench.Bench.Case;
import java.util.Locale;
import java.util.Map;

/** Messages a second as horizontal bars, as long as they are in relation to the longest. */
final class Chart {
  private static final int LEFT = 250;
  private static final int WIDTH = 420;
  private static final int ROW = 24;
  private static final int TOP = 40;
  private static final Map<String, String> COLOURS =
      Map.of(
          Bridge.HAND, "#8a8f98",
          Bridge.NETTY, "#b9bdc4",
          Bridge.PLAIN, "#c3a05a",
          Bridge.TRIBUTARY, "#2f6f9f");

  private Chart() {}

  static String of(Map<Case, Figures> medians) {
    double longest = medians.values().stream().mapToDouble(Figures::rate).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    int height = TOP + ROW * medians.size() + 20;
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"13\">%n",
        LEFT + WIDTH + 110,
        height);
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n");
    add(
        svg,
        "<text x=\"12\" y=\"22\" font-size=\"15\">Messages a second, median of the rounds</text>%n");
    int y = TOP;
    for (Map.Entry<Case, Figures> entry : medians.entrySet()) {
      bar(svg, y, entry.getKey(), entry.getValue().rate(), longest);
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder svg, int y, Case what, double rate, double longest) {
    String label =
        "%s, %s%s: %s"
            .formatted(
                what.protocol().toUpperCase(Locale.ROOT),
                what.payload(),
                what.delay() == 0 ? "" : ", +" + what.delay() + " ms",
                what.bridge());
    int length = (int) Math.round(WIDTH * rate / longest);
    add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 8, y + 15, label);
    add(
        svg,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
        LEFT,
        y + 3,
        Math.max(1, length),
        ROW - 6,
        COLOURS.getOrDefault(what.bridge(), "#7fa8c9"));
    add(svg, "<text x=\"%d\" y=\"%d\">%,.0f</text>%n", LEFT + length + 6, y + 15, rate);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
