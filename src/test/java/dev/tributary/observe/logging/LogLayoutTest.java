package dev.tributary.observe.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.text.Printable;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log lines of the shipped configurations, whoever logs whatever: of a process of its own. */
class LogLayoutTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORGED = "2026-11-26T00:00:00.000Z ERROR Gateway all is lost";
  private static final String URLS =
      "tcp://alice:s3cret@broker:1883 and http://h/x?api_key=s3cret&b=1";
  private static final List<String> MESSAGES = messages();

  @TempDir private static Path folder;
  private static List<String> text;
  private static List<String> json;

  /** Logs each message, as a logger and in an exception and its cause too. */
  public static void main(String... arguments) {
    for (String message : MESSAGES) {
      LoggerFactory.getLogger(message)
          .warn(message, new IllegalStateException(message, new IllegalArgumentException(message)));
    }
    LoggerFactory.getLogger("dev.tributary.Gateway").info("all is well");
  }

  private static List<String> messages() {
    List<String> messages = new ArrayList<>();
    for (String character :
        List.of(
            "\n",
            "\r",
            "\r\n",
            "\u0000",
            "\u0008",
            "\u000b",
            "\u000c",
            "\u001b[2J",
            "\u001b]0;x\u0007",
            "\u007f",
            "\u0085",
            "\u009b31m",
            "\u009d",
            "\u2028",
            "\u2029",
            "\u202a",
            "\u202b",
            "\u202c",
            "\u202d",
            "\u202e",
            "\u2066",
            "\u2067",
            "\u2068",
            "\u2069",
            "\u200b",
            "\u200c",
            "\u200d",
            "\u200e",
            "\u200f",
            "\u061c",
            "\u2060",
            "\ufeff",
            "\u00ad",
            "\u180e",
            "\ufff9",
            "\ufffe",
            "\ud800",
            "\udb40\udc41",
            "\ue000",
            "\u3164",
            "\ufe0f")) {
      messages.add("a" + character + FORGED);
    }
    Random random = new Random(6);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder any = new StringBuilder("x");
      for (int n = random.nextInt(12); n > 0; n--) {
        int limit = random.nextBoolean() ? 0x100 : random.nextBoolean() ? 0x3000 : 0x110000;
        any.appendCodePoint(random.nextInt(limit));
      }
      messages.add(any.toString());
    }
    messages.add(URLS);
    return List.copyOf(messages);
  }

  @BeforeAll
  static void log() throws Exception {
    text = lines("log4j2.properties");
    json = lines("log4j2-json.properties");
  }

  private static List<String> lines(String configuration) throws Exception {
    Path output = folder.resolve(configuration);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + configuration,
                // what the console would make of it otherwise depends on who runs the test
                "-Dstderr.encoding=UTF-8",
                "-Dsun.stderr.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath(),
                LogLayoutTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return List.of(Files.readString(output, UTF_8).split("\n", -1));
  }

  /** Of this test, whatever runs it. */
  private static String classPath() {
    return LogLayoutTest.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  @Test
  void standOnOneLineAndDriveNoTerminal() {
    for (List<String> lines : List.of(text, json)) {
      assertThat(lines).hasSize(MESSAGES.size() + 2).last().isEqualTo("");
      assertThat(lines)
          .allSatisfy(line -> assertThat(line.codePoints()).allMatch(Printable::isPrintable));
      assertThat(lines).filteredOn(line -> line.startsWith("2026-11-26T00:00:00.000Z")).isEmpty();
    }
  }

  @Test
  void areJsonThatGivesBackWhatWasLogged() throws Exception {
    for (int i = 0; i < MESSAGES.size() - 1; i++) {
      String message = MESSAGES.get(i);
      JsonNode line = JSON.readTree(json.get(i));
      assertThat(line.path("message").asText()).isEqualTo(message);
      assertThat(line.path("logger").asText()).isEqualTo(message);
      assertThat(line.path("error").asText())
          .contains("IllegalStateException: " + message, "IllegalArgumentException: " + message);
    }
  }

  @Test
  void showAnExceptionWithItsCausesAndWhereTheyArose() {
    assertThat(text.get(0))
        .matches(
            "\\S+Z WARN  .*: java\\.lang\\.IllegalStateException: a\\\\n.* \\(at"
                + " dev\\.tributary\\.observe\\.logging\\.LogLayoutTest\\.main\\(LogLayoutTest.java:\\d+\\)\\),"
                + " caused by java\\.lang\\.IllegalArgumentException: a\\\\n.* \\(at .*\\)");
    assertThat(text.get(MESSAGES.size())).matches("\\S+Z INFO  Gateway all is well");
  }

  @Test
  void showNoPasswordOfAUrl() {
    for (List<String> lines : List.of(text, json)) {
      assertThat(lines.get(MESSAGES.indexOf(URLS)))
          .doesNotContain("s3cret", "alice")
          .contains("tcp://[hidden]@broker:1883", "&b=1");
    }
  }
}
