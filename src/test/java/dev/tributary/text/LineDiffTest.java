package dev.tributary.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  @Test
  void showsAChangedLineWithItsNeighbours() {
    assertThat(diff(numbers(1, 9), numbers(1, 9).replace("5\n", "five\n")))
        .isEqualTo("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  }

  @Test
  void makesHunksOfChangesThatAreFarApart() {
    assertThat(diff(numbers(1, 20), "0\n" + numbers(1, 19)))
        .isEqualTo("@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -17,4 +18,3 @@\n 17\n 18\n 19\n-20\n");
  }

  @Test
  void takesTheLongestRunsThatAreTheSame() {
    assertThat(diff("a\nb\nc\nd\n", "b\nx\nd\n"))
        .isEqualTo("@@ -1,4 +1,3 @@\n-a\n b\n-c\n+x\n d\n");
  }

  @Test
  void showsWhatIsNewAndWhatIsGone() {
    assertThat(diff("", "a\n")).isEqualTo("@@ -0,0 +1,1 @@\n+a\n");
    assertThat(diff("a\n", "")).isEqualTo("@@ -1,1 +0,0 @@\n-a\n");
    assertThat(diff("a\n", "a\n")).isEmpty();
  }

  @Test
  void showsAMissingLineEnd() {
    assertThat(diff("a", "a\n"))
        .isEqualTo("@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
  }

  private static String numbers(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> number + "\n")
        .collect(Collectors.joining());
  }

  private static String diff(String from, String to) {
    return LineDiff.hunks(from.getBytes(UTF_8), to.getBytes(UTF_8));
  }
}
