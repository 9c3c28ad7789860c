package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Placeholders;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file of routes may not become gigabytes by what its <code>{{…}}</code> stand for. */
final class PlaceholderRules {
  /** Of all texts of a file together. */
  private static final long MOST = 1 << 20;

  private static final String SENTENCE = "%s must come to at most %s with what its {{…}} stand for";

  /** As long as the addresses of devices make it; only our own listener reads it. */
  private static final String TOPICS = "tributary.mqtt.topics";

  private final Placeholders placeholders;
  private final Placeholders inAddresses;
  private final YamlTree tree;
  private long size;

  private PlaceholderRules(Map<String, String> properties, YamlTree tree) {
    Map<String, String> others = new HashMap<>(properties);
    others.remove(TOPICS);
    this.placeholders = new Placeholders(properties);
    this.inAddresses = new Placeholders(others);
    this.tree = tree;
  }

  static List<Finding> findings(Map<String, String> properties, List<YamlTree> trees) {
    List<Finding> findings = new ArrayList<>();
    for (YamlTree tree : trees) {
      Finding first = new PlaceholderRules(properties, tree).excess(tree.root(), "");
      if (first != null) {
        findings.add(first);
      }
    }
    return findings;
  }

  /** Where it becomes too much, or null. */
  private Finding excess(JsonNode node, String at) {
    if (node.isTextual()) {
      size += placeholders.size(node.textValue());
      return size > MOST
          ? tree.finding(at, SENTENCE.formatted("a file", (MOST >> 10) + " KiB"))
          : null;
    }
    Finding found = null;
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String inner = YamlTree.child(at, member.getKey());
      size += placeholders.size(member.getKey());
      if (found == null && YamlTree.isEndpoint(member.getKey())) {
        found = endpoint(member.getKey(), member.getValue(), inner);
      }
      found = found == null ? excess(member.getValue(), inner) : found;
    }
    for (int i = 0; node.isArray() && found == null && i < node.size(); i++) {
      found = excess(node.get(i), at + "/" + i);
    }
    return found;
  }

  private Finding endpoint(String name, JsonNode node, String at) {
    return inAddress(node) > YamlTree.ENDPOINT_LENGTH
        ? tree.finding(at, SENTENCE.formatted(name, YamlTree.ENDPOINT_LENGTH + " characters"))
        : null;
  }

  private long inAddress(JsonNode node) {
    long sum = node.isTextual() ? inAddresses.size(node.textValue()) : 0;
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      sum += 1 + member.getKey().length() + inAddress(member.getValue());
    }
    return sum;
  }
}
