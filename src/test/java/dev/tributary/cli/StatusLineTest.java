package dev.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(screen, true, UTF_8);

  @Test
  void fitTheWidthOfTheTerminal() {
    StatusLine line = line(false);
    line.columns(20);
    line.show("ready, 1234567 events/s (sensor.temperature 1)");

    assertThat(shown()).isEqualTo(CLEAR + "ready, 1234567 eve…");
  }

  @Test
  void standBelowWhatIsLogged() {
    StatusLine line = line(false);
    PrintStream log = line.above(out);
    line.show("ready");
    log.println("a log line");
    log.print("half a ");
    line.show("ready, 2");
    log.println("line");

    assertThat(shown())
        .isEqualTo(
            CLEAR
                + "ready"
                + CLEAR
                + "a log line\n"
                + CLEAR
                + "ready"
                + CLEAR
                + "half a line\n"
                + CLEAR
                + "ready, 2");
  }

  @Test
  void endOnALineOfItsOwn() {
    StatusLine line = line(false);
    PrintStream log = line.above(out);
    line.show("ready");
    line.close();
    log.println("Stopped.");
    line.show("ready");

    assertThat(shown()).isEqualTo(CLEAR + "ready\nStopped.\n");
  }

  @Test
  void colourTheFirstWord() {
    StatusLine line = line(true);
    line.show("ready, 2 events/s");
    line.show("unavailable, 0 events/s");

    assertThat(shown())
        .isEqualTo(
            CLEAR
                + "\u001b[32mready\u001b[0m, 2 events/s"
                + CLEAR
                + "\u001b[33munavailable\u001b[0m, 0 events/s");
  }

  private StatusLine line(boolean coloured) {
    StatusLine line = new StatusLine(out, true, coloured, () -> 80);
    line.columns(80);
    return line;
  }

  private String shown() {
    return screen.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
