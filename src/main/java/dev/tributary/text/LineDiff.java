package dev.tributary.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed from one text to another, as {@code diff -u} writes it and {@code patch} takes it.
 */
public final class LineDiff {
  private static final int CONTEXT = 3;

  /** Beyond it, all between the first and the last difference counts as changed. */
  private static final long MOST_PAIRS = 25_000_000;

  /** One line: kept ({@code ' '}), removed or added. */
  private record Line(char sign, String text) {}

  private final List<String> from;
  private final List<String> to;
  private final List<Line> lines = new ArrayList<>();

  private LineDiff(List<String> from, List<String> to) {
    this.from = from;
    this.to = to;
  }

  /** The hunks, without the two lines of names; empty for equal texts. */
  public static String hunks(byte[] from, byte[] to) {
    LineDiff diff = new LineDiff(lines(from), lines(to));
    diff.compare();
    return diff.written();
  }

  /** Each with its line end, which the last may lack. */
  private static List<String> lines(byte[] text) {
    List<String> lines = new ArrayList<>();
    String whole = new String(text, StandardCharsets.UTF_8);
    for (int start = 0; start < whole.length(); ) {
      int end = whole.indexOf('\n', start);
      int next = end < 0 ? whole.length() : end + 1;
      lines.add(whole.substring(start, next));
      start = next;
    }
    return lines;
  }

  private void compare() {
    int start = 0;
    int shorter = Math.min(from.size(), to.size());
    while (start < shorter && from.get(start).equals(to.get(start))) {
      start++;
    }
    int same = 0;
    while (same < shorter - start
        && from.get(from.size() - 1 - same).equals(to.get(to.size() - 1 - same))) {
      same++;
    }
    add(' ', from.subList(0, start));
    middle(from.subList(start, from.size() - same), to.subList(start, to.size() - same));
    add(' ', from.subList(from.size() - same, from.size()));
  }

  private void middle(List<String> before, List<String> after) {
    if ((long) before.size() * after.size() > MOST_PAIRS) {
      add('-', before);
      add('+', after);
      return;
    }
    int[][] common = commonLines(before, after);
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(' ', before.get(i++)));
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', before.get(i++)));
      } else {
        lines.add(new Line('+', after.get(j++)));
      }
    }
  }

  /** How many lines the rests from {@code i} and {@code j} have in common, in order. */
  private static int[][] commonLines(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private void add(char sign, List<String> texts) {
    texts.forEach(text -> lines.add(new Line(sign, text)));
  }

  private String written() {
    StringBuilder text = new StringBuilder();
    int first = nextChange(0);
    while (first < lines.size()) {
      int last = first;
      for (int next = nextChange(first + 1);
          next < lines.size() && next - last <= 2 * CONTEXT;
          next = nextChange(next + 1)) {
        last = next;
      }
      write(text, Math.max(0, first - CONTEXT), Math.min(lines.size(), last + 1 + CONTEXT));
      first = nextChange(last + 1);
    }
    return text.toString();
  }

  private int nextChange(int index) {
    int next = index;
    while (next < lines.size() && lines.get(next).sign() == ' ') {
      next++;
    }
    return next;
  }

  private void write(StringBuilder text, int start, int end) {
    List<Line> hunk = lines.subList(start, end);
    text.append("@@ -%s +%s @@\n".formatted(range(start, end, '+'), range(start, end, '-')));
    for (Line line : hunk) {
      text.append(line.sign()).append(line.text());
      if (!line.text().endsWith("\n")) {
        text.append("\n\\ No newline at end of file\n");
      }
    }
  }

  /** First line and number of lines of the side that does not have the other one's lines. */
  private String range(int start, int end, char other) {
    long before = lines.subList(0, start).stream().filter(l -> l.sign() != other).count();
    long count = lines.subList(start, end).stream().filter(l -> l.sign() != other).count();
    return "%d,%d".formatted(count == 0 ? before : before + 1, count);
  }
}
