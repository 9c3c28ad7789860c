package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/**
 * Bodies, variables and headers before and after each step of one message; each different one is
 * held once.
 */
final class StepDetails {
  private static final int MOST_CHARS = 262_144;
  private static final int MOST_NAMES = 60;
  private static final int MOST_VALUE = 1_000;

  /** The index of what there was no more room for. */
  private static final int NOT_HELD = -1;

  private final Snippets snippets;
  private final Bodies bodies;
  private final ArrayNode shownBodies = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode shownStates = JsonNodeFactory.instance.arrayNode();
  private final Map<String, Integer> bodyIndex = new HashMap<>();
  private final Map<Map<String, String>, Integer> stateIndex = new HashMap<>();
  private final List<Seen> before = new ArrayList<>();
  private final List<Seen> after = new ArrayList<>();
  private byte[] lastBytes;
  private int lastBytesIndex;
  private int chars;

  /** Which body and which state. */
  private record Seen(int body, int state) {}

  StepDetails(Snippets snippets) {
    this.snippets = snippets;
    this.bodies = new Bodies(snippets);
  }

  /** Of a message that took no step. */
  static StepDetails ofPayload(byte[] payload, Snippets snippets) {
    StepDetails details = new StepDetails(snippets);
    details.before.add(new Seen(details.body(payload), NOT_HELD));
    details.after.add(null);
    return details;
  }

  /** The next step is about to be taken. */
  void before(Exchange exchange) {
    before.add(seen(exchange));
    after.add(null);
  }

  void after(int step, Exchange exchange) {
    after.set(step, seen(exchange));
  }

  private Seen seen(Exchange exchange) {
    return new Seen(body(exchange.getMessage().getBody()), state(exchange));
  }

  private int body(Object body) {
    if (body instanceof byte[] bytes && bytes == lastBytes) {
      return lastBytesIndex;
    }
    Bodies.Raw raw = Bodies.raw(body);
    Integer known = bodyIndex.get(raw.form() + raw.text());
    int index = known == null ? hold(raw) : known;
    if (body instanceof byte[] bytes) {
      lastBytes = bytes;
      lastBytesIndex = index;
    }
    return index;
  }

  private int hold(Bodies.Raw raw) {
    chars += raw.text().length();
    if (chars > MOST_CHARS) {
      return NOT_HELD;
    }
    shownBodies.add(bodies.shown(raw));
    bodyIndex.put(raw.form() + raw.text(), shownBodies.size() - 1);
    return shownBodies.size() - 1;
  }

  private int state(Exchange exchange) {
    Map<String, String> state = new TreeMap<>();
    exchange.getVariables().forEach((name, value) -> put(state, "variable " + name, value));
    exchange
        .getMessage()
        .getHeaders()
        .forEach((name, value) -> put(state, "header " + name, value));
    return stateIndex.computeIfAbsent(
        state,
        unknown -> {
          ObjectNode shown = shownStates.addObject();
          state.forEach(
              (name, value) -> shown.put(snippets.text(name), snippets.value(name, value)));
          return shownStates.size() - 1;
        });
  }

  private static void put(Map<String, String> state, String name, Object value) {
    boolean shows =
        value instanceof CharSequence
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Instant;
    if (shows && state.size() < MOST_NAMES && !name.endsWith(" " + Variables.PAYLOAD)) {
      String text = value.toString();
      state.put(name, text.length() > MOST_VALUE ? text.substring(0, MOST_VALUE) : text);
    }
  }

  /** Adds what is known to what viewers are shown of the message. */
  void writeTo(ObjectNode message) {
    message.set("bodies", shownBodies);
    message.set("states", shownStates);
    ArrayNode changes = message.putArray("changes");
    for (int i = 0; i < before.size(); i++) {
      Seen then = before.get(i);
      Seen now = after.get(i) == null ? then : after.get(i);
      changes.addArray().add(then.body()).add(now.body()).add(then.state()).add(now.state());
    }
  }
}
