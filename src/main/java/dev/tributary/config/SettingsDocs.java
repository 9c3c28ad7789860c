package dev.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings for readers: the page, the commented file and the help, all from the definitions.
 */
public final class SettingsDocs {
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("addresses", "Addresses: what a device is called");
    SECTIONS.put("makers", "");
    SECTIONS.put("mqtt", "MQTT");
    SECTIONS.put("http", "HTTP");
    SECTIONS.put("coap", "CoAP");
    SECTIONS.put("management", "Management port: /metrics, /health, /info");
    SECTIONS.put("console", "Console: the pages of the management port");
    SECTIONS.put("max-payload-bytes", "Bounds of what is in flight");
    SECTIONS.put("in-flight", "");
    SECTIONS.put("normalize", "Normalization");
    SECTIONS.put("kafka", "Kafka");
    SECTIONS.put("dead-letter", "Dead letters");
    SECTIONS.put("raw", "Further topics");
    SECTIONS.put("state", "");
    SECTIONS.put("analytics", "Rules");
    SECTIONS.put("lag", "Who is behind");
    SECTIONS.put("reload", "Life of the process");
    SECTIONS.put("shutdown-timeout", "");
    SECTIONS.put("trace", "Looking inside: trace");
    SECTIONS.put("otlp", "Spans for OpenTelemetry");
    SECTIONS.put("log", "Logs");
    SECTIONS.put("insecure", "Lifted guards");
    SECTIONS.put("unsafe", "");
    SECTIONS.put("dev", "The embedded brokers of dev");
  }

  private SettingsDocs() {}

  /** docs/configuration.md. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(resource("configuration.md"));
    forEachSection(
        (title, definitions) -> {
          page.append("\n## ").append(title).append("\n\n");
          page.append("| key | type | default | |\n|---|---|---|---|\n");
          for (Definition definition : definitions) {
            page.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        definition.key(),
                        definition.typeName(),
                        defaults(definition),
                        definition.setting().value() + notes(definition)));
          }
        });
    return page.append(guards()).toString();
  }

  private static String guards() {
    StringBuilder table =
        new StringBuilder(
            """

            ## Guarded keys

            | key | value that keeps the promise | promise |
            |---|---|---|
            """);
    Guards.describe()
        .forEach(
            (key, row) ->
                table.append("| `%s` | %s | %s |\n".formatted(key, row.get(0), row.get(1))));
    return table.toString();
  }

  private static String defaults(Definition definition) {
    if (definition.setting().required()) {
      return "needed by `run`; embedded in `dev`";
    }
    String run = definition.defaultIn(Mode.RUN);
    String dev = definition.defaultIn(Mode.DEV);
    String shown = run.isEmpty() ? "-" : "`" + run.replace("|", "\\|") + "`";
    return run.equals(dev) ? shown : shown + " (`dev`: `" + dev + "`)";
  }

  private static String notes(Definition definition) {
    String min = definition.setting().min();
    String max = definition.setting().max();
    String credentials = definition.setting().credentials();
    return (min.isEmpty() ? "" : " At least %s.".formatted(min))
        + (max.isEmpty() ? "" : " At most %s.".formatted(max))
        + (credentials.isEmpty() ? "" : " Credentials go into %s.".formatted(credentials))
        + (definition.setting().secret() ? " Secret." : "");
  }

  /** application.properties, every key commented out with its default. */
  public static String properties() {
    StringBuilder file = new StringBuilder(resource("application.properties.head"));
    forEachSection(
        (title, definitions) -> {
          file.append("\n# ---- ").append(title).append(" ----\n");
          for (Definition definition : definitions) {
            file.append('\n');
            wrap(definition.setting().value() + notes(definition), "# ", file);
            if (definition.setting().required()) {
              file.append("# Needed by run; dev embeds one where it is unset.\n");
            }
            String value = definition.defaultIn(Mode.RUN);
            String shown = definition.isList() ? value.replace(", ", ", \\\n#   ") : value;
            file.append('#').append(definition.key()).append('=').append(shown).append('\n');
            if (definition.key().equals("tributary.addresses")) {
              file.append(resource("makers.properties"));
            }
          }
        });
    return file.append(resource("application.properties.tail")).toString();
  }

  /** The keys, what they are and their defaults, for {@code --help}. */
  public static List<String> help(Mode mode) {
    List<String> lines = new ArrayList<>();
    for (Definition definition : Definition.all()) {
      String shown =
          definition.key().equals("tributary.addresses")
              ? "(see application.properties)"
              : definition.key().equals("tributary.trace.mask")
                  ? "(see docs/configuration.md)"
                  : definition.defaultIn(mode);
      lines.add("  %s=%s".formatted(definition.key(), shown).replace("%", "%%"));
      StringBuilder text = new StringBuilder();
      wrap(definition.setting().value() + notes(definition), "      ", text);
      text.toString().lines().forEach(line -> lines.add(line.replace("%", "%%")));
    }
    return lines;
  }

  private interface Section {
    void write(String title, List<Definition> definitions);
  }

  private static void forEachSection(Section section) {
    Map<String, List<Definition>> byTitle = new LinkedHashMap<>();
    String title = "";
    for (Definition definition : Definition.all()) {
      String name = definition.key().substring(Definition.ROOT.length()).split("\\.", 2)[0];
      String own = SECTIONS.get(name);
      if (own == null) {
        throw new IllegalStateException("no section of the documentation for " + definition.key());
      }
      title = own.isEmpty() ? title : own;
      byTitle.computeIfAbsent(title, t -> new ArrayList<>()).add(definition);
    }
    byTitle.forEach(section::write);
  }

  private static void wrap(String text, String prefix, StringBuilder out) {
    int length = 0;
    for (String word : text.split(" ")) {
      if (length == 0) {
        out.append(prefix).append(word);
        length = prefix.length() + word.length();
      } else if (length + 1 + word.length() > 100) {
        out.append('\n').append(prefix).append(word);
        length = prefix.length() + word.length();
      } else {
        out.append(' ').append(word);
        length += 1 + word.length();
      }
    }
    out.append('\n');
  }

  private static String resource(String name) {
    try (InputStream in = SettingsDocs.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
