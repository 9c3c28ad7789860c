package dev.tributary.observe.logging;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;

/**
 * {@code %failure}: the exception of a log line and its causes behind the message, each with the
 * place where it arose. A stack trace of many lines could not be distinguished from forged ones.
 */
@Plugin(name = "FailureConverter", category = PatternConverter.CATEGORY)
@ConverterKeys("failure")
public final class FailureConverter extends LogEventPatternConverter {
  private static final int MOST_CAUSES = 8;

  private FailureConverter() {
    super("failure", "failure");
  }

  /** Called by log4j, by this name. */
  public static FailureConverter newInstance(String[] options) {
    return new FailureConverter();
  }

  @Override
  public boolean handlesThrowable() {
    return true;
  }

  @Override
  public void format(LogEvent event, StringBuilder line) {
    Throwable failure = event.getThrown();
    for (int i = 0; failure != null && i < MOST_CAUSES; i++) {
      line.append(i == 0 ? ": " : ", caused by ").append(failure);
      StackTraceElement[] trace = failure.getStackTrace();
      if (trace.length > 0) {
        line.append(" (at ").append(trace[0]).append(')');
      }
      failure = failure.getCause();
    }
  }
}
