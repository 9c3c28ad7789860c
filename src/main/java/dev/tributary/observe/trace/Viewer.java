package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Queue;

/** One who watches, and what waits for him: bounded, so that a slow one costs nothing. */
final class Viewer {
  private static final int MAX_WAITING = 200;

  private final TraceFilter filter;
  private final Queue<JsonNode> waiting = new ArrayDeque<>();
  private long dropped;
  private volatile long lastPoll = System.nanoTime();

  Viewer(TraceFilter filter) {
    this.filter = filter;
  }

  TraceFilter filter() {
    return filter;
  }

  long silentNanos() {
    return System.nanoTime() - lastPoll;
  }

  synchronized void offer(JsonNode message) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(message);
    } else {
      dropped++;
    }
  }

  synchronized void drop() {
    dropped++;
  }

  synchronized ObjectNode poll() {
    lastPoll = System.nanoTime();
    ObjectNode seen = JsonNodeFactory.instance.objectNode();
    seen.put("dropped", dropped);
    seen.putArray("messages").addAll(waiting);
    waiting.clear();
    dropped = 0;
    return seen;
  }
}
