package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.contract.NamePattern;
import dev.tributary.observe.trace.Tracing;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages on their way through the routes, as the command trace follows them. */
final class MessagesPage implements ConsolePage {
  private static final int LONGEST = 512;

  private final Tracing tracing;
  private final FollowedMessages messages;

  /**
   * @param tracing null where it is switched off
   */
  MessagesPage(Tracing tracing) {
    this.tracing = tracing;
    this.messages = new FollowedMessages(tracing);
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public Feed open(Map<String, String> query) {
    requireTracing();
    FollowedMessages.Patterns patterns =
        new FollowedMessages.Patterns(
            pattern(query, "device"), pattern(query, "address"), pattern(query, "route"));
    return new MessageFeed(messages.open(patterns, query.getOrDefault("run", "")));
  }

  private void requireTracing() {
    if (tracing == null) {
      throw new ConsoleFailure(
          409, "messages are not followed here, as tributary.trace.enabled is false");
    }
  }

  private static String pattern(Map<String, String> query, String name) {
    String given = query.getOrDefault(name, "").strip();
    if (given.length() > LONGEST) {
      throw new ConsoleFailure(400, "%s may have at most %d characters".formatted(name, LONGEST));
    }
    return given.equals(NamePattern.ANY.toString()) ? "" : given;
  }

  private static final class MessageFeed implements Feed {
    private final Following following;
    private long last;
    private long left = -1;
    private long dropped = -1;

    MessageFeed(Following following) {
      this.following = following;
    }

    @Override
    public Object next() {
      Following.News news = following.news(last);
      boolean quiet =
          news.rows().isEmpty() && news.dropped() == dropped && (news.left() > 0) == (left > 0);
      if (quiet && left >= 0) {
        return null;
      }
      last = news.last();
      left = news.left();
      dropped = news.dropped();
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("rows", news.rows());
      shown.put("left", left);
      shown.put("dropped", dropped);
      return shown;
    }
  }

  @Override
  public Object get(String what, Map<String, String> query) {
    if (!what.equals("message")) {
      return null;
    }
    requireTracing();
    JsonNode found = messages.find(query.getOrDefault("id", ""));
    if (found == null) {
      throw new ConsoleFailure(
          404,
          "This message is gone: the last %d of what a page follows are held, for %d minutes after it is closed."
              .formatted(Following.MOST, FollowedMessages.HELD.toMinutes()));
    }
    return new MessageDetails(found).show();
  }
}
