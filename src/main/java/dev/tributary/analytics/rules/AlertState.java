package dev.tributary.analytics.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What is known of one key of an alert. */
final class AlertState extends Stored {
  private static final int MOST_EVIDENCE = 10;

  /** Where it stands. */
  enum Phase {
    OK,
    /** The condition is met, but not for long enough. */
    PENDING,
    FIRING
  }

  private final String storeKey;
  final String key;
  final String device;
  Phase phase = Phase.OK;

  /** The reading that was judged last; no id where a device is expected and was never heard. */
  String region;

  String kind;
  BigDecimal number;
  String unit;
  String lastId;
  long lastTime;
  long lastAt = Long.MIN_VALUE;
  long lastReceived = Long.MIN_VALUE;

  /** How long gateways had been able to hear when it was received. */
  long lastHeard;

  /** The opening event. */
  String openId;

  long openAt;
  int count;
  List<String> evidence = new ArrayList<>();

  /** While it fires and is being cleared: since when, and by how many readings; else -1 and 0. */
  long clearAt = -1;

  int clearCount;

  /** While it fires. */
  String id;

  long nextReminder = -1;
  String severity;
  String text;
  List<String> notify;

  /** When, on the clock of hearing, it changes with no further reading; or -1. Not stored. */
  long due = -1;

  /**
   * @param prefix of its rule in the store
   */
  AlertState(String prefix, String key, String device) {
    this.storeKey = prefix + key;
    this.key = key;
    this.device = device;
  }

  void last(Reading reading, long heard) {
    region = reading.region();
    kind = reading.kind();
    number = reading.number();
    unit = reading.unit();
    lastId = reading.id();
    lastTime = reading.time();
    lastAt = reading.at();
    lastReceived = reading.received();
    lastHeard = heard;
  }

  void open(Reading reading) {
    phase = Phase.PENDING;
    openId = reading.id();
    openAt = reading.at();
    count = 0;
    evidence = new ArrayList<>();
  }

  /** The opening event stays, of the others the latest. */
  void prove(String event) {
    if (event != null && !evidence.contains(event)) {
      evidence.add(event);
      if (evidence.size() > MOST_EVIDENCE) {
        evidence.remove(1);
      }
    }
  }

  void reset() {
    phase = Phase.OK;
    openId = null;
    id = null;
    count = 0;
    evidence = new ArrayList<>();
    nextReminder = -1;
    notClearing();
  }

  void notClearing() {
    clearAt = -1;
    clearCount = 0;
  }

  @Override
  String storeKey() {
    return storeKey;
  }

  @Override
  byte[] toBytes() {
    return StateBytes.write(
        out -> {
          out.text(device).text(phase.name()).text(region).text(kind).decimal(number);
          out.text(unit).text(lastId).number(lastTime).number(lastAt).number(lastReceived);
          out.number(lastHeard).text(openId).number(openAt).number(count).texts(evidence);
          out.number(clearAt).number(clearCount).text(id).number(nextReminder);
          out.text(severity).text(text).texts(notify);
        });
  }

  static AlertState of(String prefix, String key, byte[] bytes) {
    return StateBytes.read(
        bytes,
        in -> {
          AlertState state = new AlertState(prefix, key, in.text());
          state.phase = Phase.valueOf(in.text());
          state.region = in.text();
          state.kind = in.text();
          state.number = in.decimal();
          state.unit = in.text();
          state.lastId = in.text();
          state.lastTime = in.number();
          state.lastAt = in.number();
          state.lastReceived = in.number();
          state.lastHeard = in.number();
          state.openId = in.text();
          state.openAt = in.number();
          state.count = (int) in.number();
          state.evidence = in.texts();
          state.clearAt = in.number();
          state.clearCount = (int) in.number();
          state.id = in.text();
          state.nextReminder = in.number();
          state.severity = in.text();
          state.text = in.text();
          state.notify = in.texts();
          return state;
        });
  }
}
