package dev.tributary.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The server's side of one page: {@code /api/live?page=NAME} sends what its feed has, {@code GET
 * /api/NAME/WHAT} reads, {@code POST /api/NAME/ACTION} acts. The browser's side is {@code
 * pages/NAME.js}. Whatever is returned becomes JSON; what a device sent stays text, and secrets are
 * masked before.
 *
 * <p>A {@link ConsoleFailure} is answered with its status and sentence, an IllegalArgumentException
 * with 400 and its message.
 */
public interface ConsolePage {
  /** What one open page shows. Used by one thread at a time. */
  interface Feed extends AutoCloseable {
    /**
     * What is new, or null for nothing; asked at once and then each second while the browser reads.
     * All feeds share one thread: whatever waits for the network belongs into another.
     */
    Object next() throws Exception;

    @Override
    default void close() {}
  }

  String name();

  /** A browser has opened the page. */
  Feed open(Map<String, String> query);

  /** Answers within 20 seconds, on a worker; null where there is no such thing. */
  default Object get(String what, Map<String, String> query) throws Exception {
    return null;
  }

  /** Acts within 20 seconds, on a worker; what takes longer goes on by itself and is shown live. */
  default Object post(String action, JsonNode body, String user) throws Exception {
    return null;
  }

  /** Whether this action changes anything, and so needs {@code tributary.console.write}. */
  default boolean writes(String action) {
    return true;
  }

  /** Whether an action that writes goes to the audit log; false for one that only tries. */
  default boolean audits(String action) {
    return true;
  }

  /** The gateway stops. */
  default void close() {}
}
