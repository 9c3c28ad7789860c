package dev.tributary.observe.logging;

import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.util.List;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;
import org.apache.logging.log4j.core.pattern.PatternFormatter;

/**
 * {@code %printable{pattern}} or {@code %printable{pattern}{json}}: what the pattern gives, on one
 * line and without the passwords of URLs. It stands in the layout, so that no logger can forget it.
 */
@Plugin(name = "PrintableConverter", category = PatternConverter.CATEGORY)
@ConverterKeys("printable")
public final class PrintableConverter extends LogEventPatternConverter {
  private final List<PatternFormatter> formatters;
  private final boolean json;

  private PrintableConverter(List<PatternFormatter> formatters, boolean json) {
    super("printable", "printable");
    this.formatters = formatters;
    this.json = json;
  }

  /** Called by log4j, by this name. */
  public static PrintableConverter newInstance(Configuration configuration, String[] options) {
    if (options.length == 0 || options.length > 2 || options[0] == null) {
      throw new IllegalArgumentException(
          "must be %printable{pattern} or %printable{pattern}{json}");
    }
    return new PrintableConverter(
        PatternLayout.createPatternParser(configuration).parse(options[0]),
        options.length == 2 && "json".equals(options[1]));
  }

  @Override
  public boolean handlesThrowable() {
    return formatters.stream().anyMatch(PatternFormatter::handlesThrowable);
  }

  @Override
  public void format(LogEvent event, StringBuilder line) {
    StringBuilder text = new StringBuilder(128);
    for (PatternFormatter formatter : formatters) {
      formatter.format(event, text);
    }
    String shown = Secrets.masked(text.toString());
    line.append(json ? Printable.json(shown) : Printable.of(shown));
  }
}
