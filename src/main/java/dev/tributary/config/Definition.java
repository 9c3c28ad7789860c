package dev.tributary.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** One setting as its record component defines it: key, type, default, rule, description. */
public record Definition(String key, Type type, Setting setting) {
  static final String ROOT = "tributary.";

  /** Every setting there is, in the order of the flow. */
  public static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    collect(Settings.Tributary.class, ROOT, all);
    return List.copyOf(all);
  }

  private static void collect(Class<?> section, String prefix, List<Definition> all) {
    for (RecordComponent component : section.getRecordComponents()) {
      if (component.getType().isRecord()) {
        collect(component.getType(), prefix + kebab(component.getName()) + ".", all);
      } else {
        all.add(of(component, prefix));
      }
    }
  }

  static Definition of(RecordComponent component, String prefix) {
    Setting setting = component.getAnnotation(Setting.class);
    String name = setting.key().isEmpty() ? kebab(component.getName()) : setting.key();
    return new Definition(prefix + name, component.getGenericType(), setting);
  }

  static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The environment variable that sets it. */
  public String environmentName() {
    return environmentName(key);
  }

  static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The default in this mode as it would be written, or empty. */
  public String defaultIn(Mode mode) {
    return mode == Mode.DEV && !setting.dev().isEmpty() ? setting.dev() : setting.def();
  }

  /**
   * The typed value; null for an unset one.
   *
   * @throws IllegalArgumentException with the rule, "must be …"
   */
  Object parse(String text) {
    if (type == OptionalInt.class) {
      return text == null || text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(port(text));
    }
    if (isList()) {
      return list(text == null ? "" : text);
    }
    if (isMap()) {
      return pairs(text == null ? "" : text);
    }
    if (text == null) {
      return null;
    }
    if (setting.oneOf().length > 0 && !Arrays.asList(setting.oneOf()).contains(text)) {
      throw new IllegalArgumentException("must be one of " + String.join(", ", setting.oneOf()));
    }
    Object value = convert(text);
    if (!setting.min().isEmpty() && asNumber(value) < asNumber(convert(setting.min()))) {
      throw new IllegalArgumentException("must be at least " + setting.min());
    }
    if (!setting.max().isEmpty() && asNumber(value) > asNumber(convert(setting.max()))) {
      throw new IllegalArgumentException("must be at most " + setting.max());
    }
    return value;
  }

  private List<?> list(String text) {
    List<String> words =
        Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    return type.getTypeName().contains(HostName.class.getName())
        ? words.stream().map(HostName::parse).toList()
        : words;
  }

  private Object convert(String text) {
    if (type == String.class) {
      return text;
    } else if (type == boolean.class) {
      return bool(text);
    } else if (type == int.class) {
      return Math.toIntExact(setting.bytes() ? Amounts.bytes(text) : whole(text));
    } else if (type == long.class) {
      return setting.bytes() ? Amounts.bytes(text) : whole(text);
    } else if (type == double.class) {
      return fraction(text);
    } else if (type == Duration.class) {
      return Amounts.duration(text);
    } else if (type == URI.class) {
      return text.isEmpty() ? null : url(text);
    } else if (type == Path.class) {
      return text.isEmpty() ? null : Path.of(text);
    } else if (type == ZoneId.class) {
      return zone(text);
    }
    throw new IllegalStateException("no parser for " + type + " of " + key);
  }

  private static double asNumber(Object value) {
    return value instanceof Duration duration
        ? duration.toMillis()
        : ((Number) value).doubleValue();
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static long whole(String text) {
    try {
      long value = Long.parseLong(text);
      Math.toIntExact(value);
      return value;
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }

  private static double fraction(String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the same rule as for an infinite one
    }
    throw new IllegalArgumentException("must be a number like 0.1");
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // the same rule as for one that is none of the web
    }
    throw new IllegalArgumentException("must be an http:// or https:// address");
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && !pair.substring(0, equals).isBlank()) {
        pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      } else if (!pair.isBlank()) {
        throw new IllegalArgumentException("must be name=value, name=value");
      }
    }
    return pairs;
  }

  private static int port(String text) {
    String rule = "must be a port from 0 to 65535";
    try {
      int port = Integer.parseInt(text);
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException(rule);
      }
      return port;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(rule, e);
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException("must be a time zone like Europe/Berlin or UTC", e);
    }
  }

  boolean isList() {
    return type.getTypeName().startsWith("java.util.List");
  }

  private boolean isMap() {
    return type.getTypeName().startsWith("java.util.Map");
  }

  /** What a reader of the documentation would call the type. */
  public String typeName() {
    if (setting.oneOf().length > 0) {
      return String.join(" \\| ", setting.oneOf());
    } else if (isList() || isMap()) {
      return "list";
    } else if (setting.bytes()) {
      return "size";
    } else if (type == OptionalInt.class) {
      return "port";
    } else if (type == boolean.class) {
      return "true \\| false";
    } else if (type == int.class || type == long.class || type == double.class) {
      return "number";
    } else if (type == URI.class) {
      return "URL";
    } else if (type == Path.class) {
      return "file";
    } else if (type == Duration.class) {
      return "duration";
    } else if (type == ZoneId.class) {
      return "time zone";
    }
    return "text";
  }
}
