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
  private final boolean detailed;
  private final Queue<JsonNode> waiting = new ArrayDeque<>();
  private long dropped;
  private volatile long lastPoll = System.nanoTime();

  /**
   * @param detailed whether it is shown bodies and variables before and after each step
   */
  Viewer(TraceFilter filter, boolean detailed) {
    this.filter = filter;
    this.detailed = detailed;
  }

  boolean isDetailed() {
    return detailed;
  }

  TraceFilter filter() {
    return filter;
  }

  long silentNanos() {
    return System.nanoTime() - lastPoll;
  }

  /** Where there is no more room, a message that failed takes that of the oldest that did not. */
  synchronized void offer(JsonNode message) {
    boolean room = waiting.size() < MAX_WAITING;
    if (!room) {
      dropped++;
      room = hasFailed(message) && waiting.remove(firstOf(waiting));
    }
    if (room) {
      waiting.add(message);
    }
  }

  private static JsonNode firstOf(Queue<JsonNode> messages) {
    return messages.stream().filter(message -> !hasFailed(message)).findFirst().orElse(null);
  }

  private static boolean hasFailed(JsonNode message) {
    return message.path(Journey.FAILED).asBoolean();
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
