package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A file of {@code routes/decoders}.
 *
 * @param choices any of which chooses it
 * @param shape of what comes out
 */
record NamedDecoder(
    String name, List<Choice> choices, Input input, PayloadFormat format, String shape) {

  /** How the bytes come. */
  enum Input {
    BYTES,
    HEX,
    BASE64,
    /** A JSON list of registers. */
    NUMBERS
  }

  /**
   * What a message must have, null for anything.
   *
   * @param address with + and # as in MQTT
   * @param ports of a LoRaWAN uplink; empty for messages that are none
   */
  record Choice(String address, String contentType, Set<Integer> ports, NamePattern device) {
    boolean isOfUplinks() {
      return !ports.isEmpty();
    }

    boolean fits(String itsAddress, String itsType, String itsDevice) {
      return (address == null || addressFits(address, itsAddress))
          && (contentType == null || contentType.equals(bare(itsType)))
          && (device == null || (itsDevice != null && device.covers(itsDevice)));
    }

    private static String bare(String type) {
      return type == null ? "" : MediaType.withoutParameters(type).toLowerCase(Locale.ROOT);
    }

    private static boolean addressFits(String pattern, String address) {
      int at = 0;
      int of = 0;
      while (at < pattern.length()) {
        int end = pattern.indexOf('/', at);
        String level = pattern.substring(at, end < 0 ? pattern.length() : end);
        if (level.equals("#")) {
          return true;
        }
        if (of > address.length()) {
          return false;
        }
        int itsEnd = address.indexOf('/', of);
        itsEnd = itsEnd < 0 ? address.length() : itsEnd;
        if (!level.equals("+") && !address.substring(of, itsEnd).equals(level)) {
          return false;
        }
        at += level.length() + 1;
        of = itsEnd + 1;
      }
      return of > address.length();
    }
  }

  /** A whole payload. */
  JsonNode decode(byte[] payload, Map<String, String> message) {
    try {
      return format.read(bytes(payload), message);
    } catch (MalformedPayload e) {
      throw unreadable(e);
    }
  }

  /** The bytes of an uplink, put into it as its server would have. */
  void decode(Uplink uplink, JsonNode tree, Map<String, String> message) {
    try {
      uplink.put(tree, format.read(uplink.bytes(tree), message));
    } catch (MalformedPayload e) {
      throw unreadable(e);
    }
  }

  private Rejection unreadable(MalformedPayload e) {
    return new Rejection(
        Reason.UNREADABLE,
        "decoder %s cannot read the payload: %s".formatted(name, e.getMessage()));
  }

  private byte[] bytes(byte[] payload) throws MalformedPayload {
    if (input == Input.BYTES) {
      return payload;
    }
    String text = new String(payload, StandardCharsets.ISO_8859_1).strip();
    try {
      return switch (input) {
        case HEX -> HexFormat.of().parseHex(text.replace(" ", ""));
        case BASE64 -> Base64.getDecoder().decode(text);
        default -> numbers(text);
      };
    } catch (IllegalArgumentException e) {
      throw new MalformedPayload("it is not " + input.name().toLowerCase(Locale.ROOT));
    }
  }

  /** {@code [2150, 455]}, each a register. */
  private static byte[] numbers(String text) throws MalformedPayload {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!text.startsWith("[") || !text.endsWith("]")) {
      throw new MalformedPayload("it is no list of numbers");
    }
    for (String number : text.substring(1, text.length() - 1).split(",", -1)) {
      int register = Integer.parseInt(number.strip());
      if (register < -32768 || register > 65535) {
        throw new MalformedPayload("%d is no register of 16 bits".formatted(register));
      }
      bytes.write(register >> 8);
      bytes.write(register);
    }
    return bytes.toByteArray();
  }
}
