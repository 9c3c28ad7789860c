package dev.tributary.module;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What one process of a gateway can run alone: devices' messages in, rules, routes out of Kafka.
 */
public enum Part {
  INGEST,
  ANALYTICS,
  OUT;

  public static final Set<Part> ALL = Set.copyOf(EnumSet.allOf(Part.class));

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
