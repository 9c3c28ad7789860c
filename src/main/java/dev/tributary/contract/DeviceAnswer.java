package dev.tributary.contract;

import java.util.List;

/**
 * How the sender of a message is answered.
 *
 * @param code as in its protocol: {@code 204}, {@code 4.00}, {@code PUBACK}
 * @param answers {@code stored} or the word of a reason; one for each item of a batch
 * @param detail the sentence that goes with a reason, else empty
 */
public record DeviceAnswer(String code, List<String> answers, String detail) {
  public static final String STORED = "stored";
  public static final String PUBACK = "PUBACK";
  public static final String NO_PUBACK = "no PUBACK";
}
