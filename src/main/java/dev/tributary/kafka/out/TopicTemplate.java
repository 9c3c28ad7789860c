package dev.tributary.kafka.out;

import dev.tributary.contract.Identity;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The MQTT topic of a record: a template whose {@code {device}} and {@code {<member>}} are levels,
 * one each. What no level can be leads nowhere, rather than to another topic.
 */
public final class TopicTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
  private static final Pattern WRITTEN = Pattern.compile("[^+#{}\\x00]+");

  private String template;

  /**
   * @throws IllegalArgumentException where no topic can come of it
   */
  public void setTemplate(String text) {
    if (!WRITTEN.matcher(PLACEHOLDER.matcher(text).replaceAll("x")).matches()) {
      throw new IllegalArgumentException(
          "a topic must be a text such as devices/{device}/alert, without + and #, but is \"%s\""
              .formatted(text));
    }
    template = text;
  }

  /**
   * @throws IllegalArgumentException where a member is missing, or is no level of a topic
   */
  public String of(Map<String, Object> record) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(level(found.group(1), record)));
  }

  private static String level(String placeholder, Map<String, Object> record) {
    String member = placeholder.equals("device") ? "device_id" : placeholder;
    String text = record.get(member) == null ? "" : String.valueOf(record.get(member));
    String problem = Identity.problem(member, text);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return text;
  }
}
