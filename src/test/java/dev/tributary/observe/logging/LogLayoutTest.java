package dev.tributary.observe.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.text.Printable;
import java.net.URL;
import java.util.Random;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log lines of the shipped configurations, whoever logs whatever. */
class LogLayoutTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORGED = "2026-11-26T00:00:00.000Z ERROR Gateway all is lost";

  private final Layout<?> text = layout("log4j2.properties");
  private final Layout<?> json = layout("log4j2-json.properties");

  @ParameterizedTest
  @ValueSource(
      strings = {
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
        "\ufe0f"
      })
  void standOnOneLineAndDriveNoTerminal(String character) throws Exception {
    String hostile = "a" + character + FORGED;
    Exception failure =
        new IllegalStateException(hostile, new IllegalArgumentException("cause " + hostile));
    for (String line :
        new String[] {
          line(text, hostile, hostile, failure),
          line(json, hostile, hostile, failure),
          line(text, hostile, hostile, null),
          line(json, hostile, hostile, null)
        }) {
      assertThat(line).contains(FORGED);
      assertThat(line.codePoints()).allMatch(Printable::isPrintable);
    }
    JsonNode object = JSON.readTree(line(json, hostile, hostile, failure));
    assertThat(object.path("message").asText()).isEqualTo(hostile);
    assertThat(object.path("logger").asText()).isEqualTo(hostile);
    assertThat(object.path("error").asText()).contains(hostile, "cause " + hostile);
  }

  @Test
  void standOnOneLineWhateverIsLogged() throws Exception {
    Random random = new Random(6);
    for (int i = 0; i < 3_000; i++) {
      String hostile = anything(random);
      assertThat(line(text, "x", hostile, new IllegalStateException(hostile)).codePoints())
          .as("%s", i)
          .allMatch(Printable::isPrintable);
      String object = line(json, hostile, hostile, new IllegalStateException(hostile));
      assertThat(object.codePoints()).as("%s", i).allMatch(Printable::isPrintable);
      assertThat(JSON.readTree(object).path("logger").asText()).isEqualTo(hostile);
    }
  }

  @Test
  void showAnExceptionWithItsCausesAndWhereTheyArose() {
    Exception failure = new IllegalStateException("outer", new RuntimeException("inner"));

    assertThat(line(text, "dev.tributary.Gateway", "it failed", failure))
        .matches(
            "\\S+Z WARN  Gateway it failed: java\\.lang\\.IllegalStateException: outer"
                + " \\(at dev\\.tributary\\.observe\\.logging\\.LogLayoutTest\\..*\\(LogLayoutTest.java:\\d+\\)\\),"
                + " caused by java\\.lang\\.RuntimeException: inner \\(at .*\\)");
    assertThat(line(text, "dev.tributary.Gateway", "all is well", null))
        .matches("\\S+Z WARN  Gateway all is well");
  }

  @Test
  void showNoPasswordOfAUrl() {
    String hostile = "tcp://alice:s3cret@broker:1883 and http://h/x?api_key=s3cret&b=1";

    for (Layout<?> layout : new Layout<?>[] {text, json}) {
      assertThat(line(layout, "x", hostile, new IllegalStateException(hostile)))
          .doesNotContain("s3cret", "alice")
          .contains("tcp://[hidden]@broker:1883", "&b=1");
    }
  }

  private static String anything(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 12); i > 0; i--) {
      int limit = random.nextBoolean() ? 0x100 : random.nextBoolean() ? 0x3000 : 0x110000;
      text.appendCodePoint(random.nextInt(limit));
    }
    return text.toString();
  }

  /** Without what ends the line. */
  private static String line(Layout<?> layout, String logger, String message, Throwable failure) {
    String line =
        layout
            .toSerializable(
                Log4jLogEvent.newBuilder()
                    .setLoggerName(logger)
                    .setLevel(Level.WARN)
                    .setMessage(new SimpleMessage(message))
                    .setThrown(failure)
                    .build())
            .toString();
    assertThat(line).endsWith(System.lineSeparator());
    return line.substring(0, line.length() - System.lineSeparator().length());
  }

  private static Layout<?> layout(String file) {
    URL resource = LogLayoutTest.class.getResource("/" + file);
    try {
      Configuration configuration =
          ConfigurationFactory.getInstance()
              .getConfiguration(new LoggerContext("test"), file, resource.toURI());
      configuration.initialize();
      return configuration.getAppender("console").getLayout();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
