package dev.tributary.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One template, {@code regions/{region}/devices/{device}/telemetry}. A variable that stands twice
 * is joined with a dot, so that {@code spBv1.0/{device}/NDATA/{device}} names a device {@code
 * group.node}.
 */
final class AddressTemplate {
  /** Behind a template that names no device: the mapping takes it from the payload. */
  static final String DEVICE_FROM_PAYLOAD = "[device from payload]";

  /** Behind a topic of some maker's: it needs no path that the REST DSL declares. */
  static final String MQTT = "[mqtt]";

  /** A name or comment that was copied along with a template. */
  private static final Pattern TEXT_BEHIND =
      Pattern.compile(
          "(?:[}#]\\s+|\\[[^\\]]*\\]\\s*)([^\\s\\[/][^/]*|\\[(?!mqtt\\]|device from"
              + " payload\\]).*)$");

  private static final Set<String> VARIABLES = Set.of("device", "region", "kind", "gateway");
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

  private final String text;
  private final List<Segment> segments;
  private final boolean openEnded;
  private final boolean mqtt;

  private AddressTemplate(String text, List<Segment> segments, boolean openEnded, boolean mqtt) {
    this.text = text;
    this.segments = segments;
    this.openEnded = openEnded;
    this.mqtt = mqtt;
  }

  /** One level between slashes. */
  private record Segment(String literal, Pattern pattern, List<String> variables) {
    boolean isLiteral() {
      return literal != null;
    }

    /** A whole level that is one variable, the usual case. */
    boolean isWhole() {
      return pattern == null;
    }
  }

  static AddressTemplate parse(String template) {
    boolean mqtt = template.contains(MQTT);
    boolean marked = template.contains(DEVICE_FROM_PAYLOAD);
    String text = template.replace(MQTT, "").replace(DEVICE_FROM_PAYLOAD, "").strip();
    Matcher behind = TEXT_BEHIND.matcher(template);
    if (behind.find()) {
      throw new IllegalArgumentException(
          "an address template ends with its last level or a mark in brackets, but \"%s\" goes on with \"%s\""
              .formatted(template, behind.group(1).strip()));
    }
    if (text.isEmpty() || text.startsWith("/") || text.endsWith("/") || text.contains("//")) {
      throw new IllegalArgumentException(
          "an address template has no empty level, but is \"%s\"".formatted(template));
    }
    List<Segment> segments = new ArrayList<>();
    boolean openEnded = false;
    for (String level : text.split("/", -1)) {
      if (openEnded) {
        throw new IllegalArgumentException(
            "# may only be the last level of an address template, but is \"%s\"".formatted(text));
      }
      if (level.equals("#")) {
        openEnded = true;
      } else {
        segments.add(segment(level, text));
      }
    }
    boolean named =
        segments.stream()
            .anyMatch(s -> s.variables().contains("device") || s.variables().contains("gateway"));
    if (!named && !marked) {
      throw new IllegalArgumentException(
          "an address template names {device} or {gateway}, or ends in \"%s\", but is \"%s\""
              .formatted(DEVICE_FROM_PAYLOAD, text));
    }
    return new AddressTemplate(text, List.copyOf(segments), openEnded, mqtt);
  }

  private static Segment segment(String level, String template) {
    if (level.equals("+")) {
      return new Segment(null, null, List.of());
    }
    List<String> variables = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(level);
    int from = 0;
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!VARIABLES.contains(name)) {
        throw new IllegalArgumentException(
            "an address template knows {device}, {region}, {gateway} and {kind}, but \"%s\" has {%s}"
                .formatted(template, name));
      }
      variables.add(name);
      regex.append(Pattern.quote(level.substring(from, matcher.start()))).append("(.+?)");
      from = matcher.end();
    }
    String rest = level.substring(from);
    if (rest.matches(".*[{}+#].*")) {
      throw new IllegalArgumentException(
          "+ and # stand for whole levels and braces for a variable, but \"%s\" has \"%s\""
              .formatted(template, level));
    }
    if (variables.isEmpty()) {
      return new Segment(level, null, List.of());
    }
    if (level.equals("{" + variables.get(0) + "}")) {
      return new Segment(null, null, List.copyOf(variables));
    }
    return new Segment(
        null,
        Pattern.compile(regex.append(Pattern.quote(rest)).toString()),
        List.copyOf(variables));
  }

  /** The address of these levels, or null where they do not match. */
  Address match(String address, String[] levels) {
    int size = segments.size();
    if (openEnded ? levels.length < size : levels.length != size) {
      return null;
    }
    String device = null;
    String region = null;
    String kind = null;
    String gateway = null;
    for (int i = 0; i < size; i++) {
      Segment segment = segments.get(i);
      String level = levels[i];
      if (segment.isLiteral()) {
        if (!segment.literal().equals(level)) {
          return null;
        }
        continue;
      }
      Matcher matcher = null;
      if (!segment.isWhole()) {
        matcher = segment.pattern().matcher(level);
        if (!matcher.matches()) {
          return null;
        }
      }
      for (int v = 0; v < segment.variables().size(); v++) {
        String value = matcher == null ? level : matcher.group(v + 1);
        switch (segment.variables().get(v)) {
          case "device" -> device = join(device, value);
          case "region" -> region = join(region, value);
          case "kind" -> kind = join(kind, value);
          case "gateway" -> gateway = join(gateway, value);
          default -> throw new IllegalStateException(segment.variables().get(v));
        }
      }
    }
    return new Address(address, device, region, kind, gateway);
  }

  private static String join(String before, String value) {
    return before == null ? value : before + "." + value;
  }

  /** The MQTT topic filter that matches every address of this template. */
  String mqttFilter() {
    List<String> levels = new ArrayList<>();
    for (Segment segment : segments) {
      levels.add(segment.isLiteral() ? segment.literal() : "+");
    }
    if (openEnded) {
      levels.add("#");
    }
    return String.join("/", levels);
  }

  /** Whether some address matches both, so that MQTT would deliver it twice. */
  boolean overlaps(AddressTemplate other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      Segment mine = segments.get(i);
      Segment its = other.segments.get(i);
      if (mine.isLiteral() && its.isLiteral() && !mine.literal().equals(its.literal())) {
        return false;
      }
    }
    return segments.size() == other.segments.size()
        || (segments.size() > other.segments.size() ? other.openEnded : openEnded);
  }

  /**
   * The path with its variables, {@code /devices/{device}/telemetry}, or null where it has
   * wildcards or is for MQTT alone.
   */
  String path() {
    return mqtt || openEnded || text.contains("+") ? null : "/" + text;
  }

  @Override
  public String toString() {
    return text;
  }
}
