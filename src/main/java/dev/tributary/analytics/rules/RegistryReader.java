package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.YamlSource;
import dev.tributary.contract.NamePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads routes/analytics/registry.yaml, and notes what is wrong there with file and line. */
final class RegistryReader {
  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final int MOST_PATTERNS = 1_000;

  private final YamlSource source;
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, String> lines = new HashMap<>();
  private boolean wrong;

  private RegistryReader(YamlSource source) {
    this.source = source;
  }

  /** The registry, or null where its problems say why there is none. */
  static Registry read(YamlSource source) {
    return new RegistryReader(source).read();
  }

  private Registry read() {
    JsonNode root = source.root();
    if (!root.isObject()) {
      problem(
          "",
          "a registry must have lines of a device, or a pattern of devices, and its attributes, like"
              + " \"cold-*: {max_temperature: 8}\"");
      return null;
    }
    List<Registry.Entry> entries = new ArrayList<>();
    int patterns = 0;
    for (Map.Entry<String, JsonNode> line : root.properties()) {
      Registry.Entry entry = entry(entries.size(), line.getKey(), line.getValue());
      if (entry != null) {
        entries.add(entry);
        patterns += entry.isName() ? 0 : 1;
      }
    }
    if (patterns > MOST_PATTERNS) {
      problem("", "a registry must have at most %d patterns".formatted(MOST_PATTERNS));
    }
    return wrong ? null : new Registry(RuleIds.version(root.toString()), entries, types);
  }

  private Registry.Entry entry(int number, String device, JsonNode attributes) {
    String at = "/" + device.replace("~", "~0").replace("/", "~1");
    String problem = NamePattern.problem("device", device);
    if (problem != null) {
      problem(at, problem);
      return null;
    }
    boolean none =
        attributes.isNull() || (attributes.isTextual() && attributes.textValue().isEmpty());
    if (!none && !attributes.isObject()) {
      problem(at, "the attributes of %s must be like {max_temperature: 8}".formatted(device));
      return null;
    }
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
      attribute(at + "/" + attribute.getKey(), attribute.getKey(), attribute.getValue());
      read.set(attribute.getKey(), attribute.getValue());
    }
    return new Registry.Entry(number, device, new NamePattern(device), read);
  }

  private void attribute(String at, String name, JsonNode value) {
    if (!ATTRIBUTE.matcher(name).matches()) {
      problem(
          at, "an attribute must be called by A-Z a-z 0-9 _ but is called \"%s\"".formatted(name));
      return;
    }
    if (!value.isValueNode() || value.isNull()) {
      problem(at, "%s must be a number, a text, true or false".formatted(name));
      return;
    }
    String type = value.getNodeType().name().toLowerCase(Locale.ROOT);
    String other = types.putIfAbsent(name, type);
    if (other == null) {
      lines.put(name, source.file() + ":" + source.line(at));
    } else if (!other.equals(type)) {
      problem(
          at,
          "%s must have one type but is a %s here and a %s in %s"
              .formatted(name, type, other, lines.get(name)));
    }
  }

  private void problem(String at, String text) {
    wrong = true;
    source.problem(at, text);
  }
}
