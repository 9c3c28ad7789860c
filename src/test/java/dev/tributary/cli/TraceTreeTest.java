package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.text.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TraceTreeTest {
  private static final String HOSTILE = "a\n  => stored\u001b[2J\u0085\u2028\u202eb";

  /** A gateway of another version may send what it likes. */
  @Test
  void printOneLineForEachStepWhateverTheMessageHolds() {
    ObjectNode message = new ObjectMapper().createObjectNode();
    message.put("time", HOSTILE).put("from", HOSTILE).put("outcome", HOSTILE).put("micros", 5);
    message.putObject("variables").put(HOSTILE, HOSTILE);
    message.putObject("end").put(HOSTILE, HOSTILE);
    message
        .putArray("steps")
        .addObject()
        .put("route", HOSTILE)
        .put("step", HOSTILE)
        .put("body", HOSTILE);
    StringWriter printed = new StringWriter();

    new TraceTree(new PrintWriter(printed, true)).print(message);

    assertThat(printed.toString().lines()).hasSize(5);
    assertThat(printed.toString().codePoints())
        .allMatch(character -> character == '\n' || Printable.isPrintable(character));
  }
}
