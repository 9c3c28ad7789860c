package dev.tributary.rehearse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Amounts;
import dev.tributary.config.Nearest;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.SampleMessage;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a case sends. */
final class MessageReader {
  private static final String ADDRESS = "devices/dev-1/telemetry";
  private static final String BATCH = "telemetry";
  private static final List<String> BODIES = List.of("json", "text", "hex", "base64");
  static final List<String> KEYS =
      List.of(
          "protocol",
          "address",
          "method",
          "content-type",
          "content-encoding",
          "message-id",
          "traceparent",
          "properties",
          "retained",
          "received",
          "at",
          "after",
          "json",
          "text",
          "hex",
          "base64");

  /** What only some protocols have. */
  private static final Map<String, List<Protocol>> ONLY =
      Map.of(
          "method", List.of(Protocol.HTTP, Protocol.COAP),
          "content-encoding", List.of(Protocol.HTTP),
          "message-id", List.of(Protocol.MQTT, Protocol.HTTP),
          "traceparent", List.of(Protocol.MQTT, Protocol.HTTP),
          "properties", List.of(Protocol.MQTT),
          "retained", List.of(Protocol.MQTT));

  /** Where a case counts time and gives none. */
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final AddressTemplates addresses;

  MessageReader(AddressTemplates addresses) {
    this.addresses = addresses;
  }

  /**
   * @param answers the expected answers: a message that is to be refused may have any address
   */
  List<Case.Message> read(CaseFile file, String at, List<String> answers) {
    if (file.at(at).isArray()) {
      List<Case.Message> all = new ArrayList<>();
      if (isTimed(file, at)) {
        return timed(file, at, answers);
      }
      for (int i = 0; i < file.at(at).size(); i++) {
        if (file.isObject(at + "/" + i)) {
          all.add(message(file, at + "/" + i, answers));
        }
      }
      return all;
    }
    if (file.isObject(at)) {
      return List.of(message(file, at, answers));
    }
    if (!file.has(at)) {
      file.problem(at, "a case needs sent");
    }
    return List.of();
  }

  private static boolean isTimed(CaseFile file, String at) {
    for (JsonNode item : file.at(at)) {
      if (item.has("at") || item.has("after")) {
        return true;
      }
    }
    return false;
  }

  /** Messages and steps, each at a time that counts from the first. */
  private List<Case.Message> timed(CaseFile file, String at, List<String> answers) {
    List<Case.Message> all = new ArrayList<>();
    Instant given = received(file, at + "/0/received");
    Instant beginning = given == null ? BEGINNING : given;
    Instant now = beginning;
    for (int i = 0; i < file.at(at).size(); i++) {
      String item = at + "/" + i;
      if (!file.isObject(item)) {
        continue;
      }
      if (file.has(item + "/after")) {
        file.keys(item, List.of("after"));
        now = now.plus(span(file, item + "/after", ""));
        all.add(new Case.Message(null, now));
        continue;
      }
      Case.Message message = message(file, item, answers);
      Instant time = message.received() == null ? now : message.received();
      if (file.has(item + "/at")) {
        if (message.received() != null) {
          file.problem(item + "/at", "a message has received or at, not both");
        }
        time = beginning.plus(span(file, item + "/at", "+"));
      }
      if (time.isBefore(now)) {
        file.problem(item, "a message may not come before the one ahead of it");
      }
      now = time;
      all.add(new Case.Message(message.sent(), now));
    }
    return all;
  }

  private static Duration span(CaseFile file, String at, String sign) {
    String text = String.valueOf(file.text(at));
    try {
      if (!text.startsWith(sign)) {
        throw new IllegalArgumentException("must begin with +, as +3m");
      }
      return Amounts.duration(text.substring(sign.length()));
    } catch (IllegalArgumentException e) {
      file.problem(
          at,
          "%s %s but is \"%s\""
              .formatted(at.substring(at.lastIndexOf('/') + 1), e.getMessage(), text));
      return Duration.ZERO;
    }
  }

  private Case.Message message(CaseFile file, String at, List<String> answers) {
    file.keys(at, KEYS);
    Protocol protocol = protocol(file, at + "/protocol");
    ONLY.forEach(
        (key, protocols) -> {
          if (file.has(at + "/" + key) && !protocols.contains(protocol)) {
            file.problem(at + "/" + key, "%s has no %s".formatted(protocol, key));
          }
        });
    String address = file.has(at + "/address") ? file.text(at + "/address") : ADDRESS;
    if (address != null && !isReachable(address, protocol, answers)) {
      file.problem(
          at + "/address",
          "the address \"%s\" matches none of tributary.addresses".formatted(address));
    }
    SampleMessage sent =
        new SampleMessage(
            protocol,
            file.text(at + "/method"),
            String.valueOf(address),
            file.text(at + "/content-type"),
            file.text(at + "/content-encoding"),
            file.text(at + "/message-id"),
            file.text(at + "/traceparent"),
            file.texts(at + "/properties"),
            file.flag(at + "/retained"),
            body(file, at));
    return new Case.Message(sent, received(file, at + "/received"));
  }

  private boolean isReachable(String address, Protocol protocol, List<String> answers) {
    return addresses.match(address).isPresent()
        || (protocol == Protocol.HTTP && address.equals(BATCH))
        || answers.contains(Reason.NOT_FOUND.word())
        || answers.contains(Reason.BAD_IDENTITY.word());
  }

  private static Protocol protocol(CaseFile file, String at) {
    String word = file.text(at);
    if (word == null) {
      return Protocol.MQTT;
    }
    Optional<Protocol> protocol = Protocol.of(word);
    if (protocol.isPresent()) {
      return protocol.get();
    }
    List<String> words = Protocol.words();
    file.problem(
        at,
        "protocol must be one of %s but is \"%s\"%s"
            .formatted(String.join(", ", words), word, Nearest.hint(word, words)));
    return Protocol.MQTT;
  }

  private static Instant received(CaseFile file, String at) {
    String text = file.text(at);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      file.problem(
          at, "received must be a time like 2026-11-21T03:00:00Z but is \"%s\"".formatted(text));
      return null;
    }
  }

  private static byte[] body(CaseFile file, String at) {
    List<String> given = BODIES.stream().filter(key -> file.has(at + "/" + key)).toList();
    if (given.size() > 1) {
      file.problem(
          at + "/" + given.get(1),
          "a message has one body but this has " + String.join(" and ", given));
    }
    if (given.isEmpty()) {
      return new byte[0];
    }
    String pointer = at + "/" + given.get(0);
    try {
      return switch (given.get(0)) {
        case "json" -> json(file, pointer);
        case "hex" -> HexFormat.of().parseHex(bare(file.text(pointer)));
        case "base64" -> Base64.getDecoder().decode(bare(file.text(pointer)));
        default -> bytes(file.text(pointer));
      };
    } catch (IllegalArgumentException e) {
      file.problem(
          pointer, "this must be %s but is not: %s".formatted(given.get(0), e.getMessage()));
      return new byte[0];
    }
  }

  /** A text is JSON already; anything else is written as JSON. */
  private static byte[] json(CaseFile file, String pointer) {
    JsonNode node = file.at(pointer);
    if (!node.isTextual()) {
      return bytes(node.isContainerNode() ? Json.write(node) : file.text(pointer));
    }
    try {
      Json.read(node.asText());
    } catch (JsonProcessingException e) {
      file.problem(
          pointer,
          "this must be JSON but is not: %s (to send it all the same, use text)"
              .formatted(e.getOriginalMessage()));
    }
    return bytes(node.asText());
  }

  private static String bare(String text) {
    return text == null ? "" : text.replaceAll("\\s", "");
  }

  private static byte[] bytes(String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }
}
