package dev.tributary.observe.trace;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;

/** How the sender of a message was answered, one sentence. */
final class Answer {
  private Answer() {}

  static String of(Arrival arrival, Outcome outcome, Snippets snippets) {
    String answer =
        arrival.replayed() > 0
            ? "nobody, as it was replayed"
            : switch (arrival.protocol()) {
              case MQTT -> mqtt(outcome);
              case HTTP -> item(arrival) + http(outcome);
              case COAP ->
                  outcome.isStored() ? "2.04" : coded(outcome.reason().coapCode(), outcome);
              case CAMEL ->
                  outcome.isStored() ? DeviceAnswer.STORED : coded("an exception", outcome);
            };
    return snippets.text(answer);
  }

  /** Over MQTT a device never learns a reason. */
  private static String mqtt(Outcome outcome) {
    return outcome.settled()
        ? DeviceAnswer.PUBACK
        : DeviceAnswer.NO_PUBACK + ": the broker sends it again";
  }

  private static String item(Arrival arrival) {
    return arrival.index() == null || arrival.protocol() != Protocol.HTTP
        ? ""
        : "item %d of a batch: ".formatted(arrival.index());
  }

  private static String http(Outcome outcome) {
    return outcome.isStored() ? "204" : coded("" + outcome.reason().httpStatus(), outcome);
  }

  private static String coded(String code, Outcome outcome) {
    return "%s %s: %s".formatted(code, outcome.reason(), outcome.detail());
  }
}
