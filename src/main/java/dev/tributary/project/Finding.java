package dev.tributary.project;

import dev.tributary.config.FailureSentence;
import dev.tributary.text.Printable;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong.
 *
 * @param file the file it stands in, or null where no file is to blame
 * @param line the line, from 1; 0 where the whole file is meant
 * @param problem the rule, the value given and the way out
 */
public record Finding(String file, int line, String problem) implements Comparable<Finding> {
  private static final Pattern AHEAD =
      Pattern.compile("([^\\s:\"]+\\.[a-z]+):(?:(\\d{1,9}):)? (.+)");
  private static final Pattern WITHIN =
      Pattern.compile("\\(([^\\s:()]+\\.properties):(\\d{1,9})\\b");

  /** A line that a terminal or a log can show, whatever stands in the file. */
  public Finding {
    file = file == null ? null : Printable.line(file);
    problem = FailureSentence.oneLine(problem);
  }

  /** Reads the file and the line out of a sentence that names them. */
  public static Finding of(String sentence) {
    String oneLine = FailureSentence.oneLine(sentence);
    Matcher ahead = AHEAD.matcher(oneLine);
    if (ahead.matches()) {
      int line = ahead.group(2) == null ? 0 : Integer.parseInt(ahead.group(2));
      return new Finding(ahead.group(1), line, ahead.group(3));
    }
    Matcher within = WITHIN.matcher(oneLine);
    return within.find()
        ? new Finding(within.group(1), Integer.parseInt(within.group(2)), oneLine)
        : new Finding(null, 0, oneLine);
  }

  @Override
  public int compareTo(Finding other) {
    return Comparator.comparing((Finding f) -> Objects.requireNonNullElse(f.file, ""))
        .thenComparingInt(Finding::line)
        .thenComparing(Finding::problem)
        .compare(this, other);
  }

  @Override
  public String toString() {
    if (file == null) {
      return problem;
    }
    return line == 0 ? file + ": " + problem : file + ":" + line + ": " + problem;
  }
}
