package dev.tributary.console.letters;

import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Reason;
import dev.tributary.replay.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A dead letter in a list, without its bytes.
 *
 * @param at when it was received, milliseconds since 1970
 * @param template of the address, or null where it matches none
 * @param preview the beginning of its bytes as text
 * @param replayable why it cannot be replayed, or null
 */
record Letter(
    int partition,
    long offset,
    long at,
    String reason,
    String detail,
    String mapping,
    String protocol,
    String address,
    String template,
    String device,
    int size,
    int replays,
    boolean replayed,
    String preview,
    String replayable) {
  private static final int PREVIEW = 120;
  private static final int LONGEST = 300;
  private static final int MOST_REPLAYS = 3;

  static Letter of(
      StoredMessage message,
      AddressTemplates templates,
      boolean replayed,
      UnaryOperator<String> mask) {
    Reason reason = message.reason();
    String address = message.address();
    return new Letter(
        message.partition(),
        message.offset(),
        message.received().toEpochMilli(),
        reason == null ? "unknown" : reason.word(),
        cut(mask.apply(Objects.toString(message.header("tributary_detail"), ""))),
        message.header("tributary_mapping"),
        message.header("tributary_protocol"),
        cut(address),
        address == null ? null : templates.templateOf(address).orElse(null),
        cut(message.device()),
        message.size(),
        message.replayed(),
        replayed,
        preview(message.payload(), mask),
        hindrance(message, replayed));
  }

  /** Why a letter cannot be replayed from the console, or null. */
  private static String hindrance(StoredMessage message, boolean replayed) {
    if (replayed) {
      return "was replayed from the console";
    }
    if (message.replayed() >= MOST_REPLAYS) {
      return "was replayed %d times and failed again each time".formatted(message.replayed());
    }
    return message.isWhole() ? null : "is cut short or has no address";
  }

  private static String preview(byte[] payload, UnaryOperator<String> mask) {
    return mask.apply(
        new String(payload, 0, Math.min(PREVIEW, payload.length), StandardCharsets.UTF_8));
  }

  private static String cut(String text) {
    return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  /** What letters of one group have in common. */
  String group() {
    return String.join("\n", reason, String.valueOf(mapping), String.valueOf(template));
  }
}
