package dev.tributary.project;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/** The pattern of a schema, which gives up where it would look at a text for ever. */
final class BoundedPattern implements RegularExpression {
  private final Pattern pattern;

  BoundedPattern(String regex) {
    pattern = Pattern.compile(regex);
  }

  @Override
  public boolean matches(String text) {
    return BoundedText.match(pattern, text, matcher -> matcher.find());
  }
}
