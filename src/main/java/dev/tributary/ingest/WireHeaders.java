package dev.tributary.ingest;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names that nothing from the wire may bring as a header: by them Camel and its components decide
 * what becomes of a message (CVE-2026-33453, CVE-2026-49098, CVE-2026-85312).
 */
public final class WireHeaders {
  private static final List<String> PREFIXES = List.of("camel", "org.apache.camel", "kafka.");
  private static final Set<String> NAMES = Set.of("breadcrumbid", "long-running-action");

  private WireHeaders() {}

  /** Whether this name decides something, in whatever letter case. */
  public static boolean isReserved(String name) {
    // headers are found by each letter's upper and lower case, which fold more than ASCII
    String folded = name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return NAMES.contains(folded) || PREFIXES.stream().anyMatch(folded::startsWith);
  }
}
