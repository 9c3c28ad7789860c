package dev.tributary.cli;

import dev.tributary.config.Amounts;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line, written as in settings. */
final class Durations implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return Amounts.duration(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage() + " but is \"" + text + "\"");
    }
  }
}
