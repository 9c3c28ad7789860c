package dev.tributary.normalize;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.YamlSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * Where a message of a LoRaWAN server has the port, the device's bytes, and what its own decoder
 * made of them.
 */
record Uplink(
    JsonPointer port, JsonPointer payload, JsonPointer decoded, JsonPointer device, boolean hex) {
  static final Set<String> KEYS = Set.of("port", "payload", "decoded", "device", "encoding");

  /** What shapes.yaml says of an uplink, or null. */
  static Uplink read(JsonNode node, String at, YamlSource source) {
    if (node.isMissingNode()) {
      return null;
    }
    source.unknownKeys(
        at,
        node,
        KEYS,
        key -> "an uplink has port, payload, decoded, device and encoding but no \"" + key + "\"");
    String encoding = node.path("encoding").asText("base64");
    for (String key : new String[] {"port", "payload", "decoded"}) {
      if (!node.path(key).isTextual()) {
        source.problem(at, "an uplink needs port, payload and decoded, each a path");
        return null;
      }
    }
    if (!encoding.equals("base64") && !encoding.equals("hex")) {
      source.problem(
          at + "/encoding", "encoding must be base64 or hex but is \"" + encoding + "\"");
    }
    return new Uplink(
        pointer(node, "port"),
        pointer(node, "payload"),
        pointer(node, "decoded"),
        node.path("device").isTextual() ? pointer(node, "device") : null,
        encoding.equals("hex"));
  }

  private static JsonPointer pointer(JsonNode node, String key) {
    return JsonPointer.compile("/" + node.get(key).asText());
  }

  /** The port, or -1 where there is none, or nothing that the server has not decoded. */
  int openPort(JsonNode message) {
    JsonNode port = message.at(this.port);
    boolean open = message.at(payload).isTextual() && message.at(decoded).isEmpty();
    return open && !message.at(decoded).isTextual() ? port.asInt(-1) : -1;
  }

  /** The one that the address names, or else the server. */
  String device(JsonNode message, String addressed) {
    return addressed != null || device == null ? addressed : message.at(device).asText(null);
  }

  byte[] bytes(JsonNode message) throws MalformedPayload {
    String text = message.at(payload).textValue();
    try {
      return hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedPayload(
          "%s is not %s".formatted(payload.toString().substring(1), hex ? "hex" : "base64"));
    }
  }

  /** Puts what was decoded to where the server would have. */
  void put(JsonNode message, JsonNode values) {
    if (message.at(decoded.head()) instanceof ObjectNode parent) {
      parent.set(decoded.last().getMatchingProperty(), values);
    }
  }
}
