package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Event;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Identity;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The events of one message: identity, time, ids, units and bounds, as the contract has them. */
final class EventMaker {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration MOST_AHEAD = Duration.ofHours(24);
  private static final String UNKNOWN = "unknown";
  private static final Pattern KIND_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int MOST_NAMED = 5;

  private final Origin origin;
  private final ZoneId zone;
  private final Values values;
  private final Source source;
  private final List<Event> events = new ArrayList<>(4);
  private final List<String> rejected = new ArrayList<>(0);
  private Reason reason;
  private String randomKey;
  private boolean regionGranted;
  private int ignored;
  private long repeatedBytes;
  private Object readNode;
  private Instant readTime;

  /**
   * What address and listener state about a message.
   *
   * @param grants what the sender is authorized to send, or null
   * @param messageId the sender's own id, or null
   * @param drawnKey the message key where nothing else is one
   */
  record Origin(
      String protocol,
      String address,
      String device,
      String region,
      Grants grants,
      Instant received,
      String messageId,
      byte[] payload,
      Supplier<String> drawnKey) {}

  EventMaker(Origin origin, ZoneId zone, Values values) {
    this.origin = origin;
    this.zone = zone;
    this.values = values;
    this.source = new Source(origin.protocol(), origin.address());
  }

  List<Event> events() {
    return events;
  }

  /** What was not published, or null. */
  Rejection rejection() {
    if (rejected.isEmpty()) {
      return null;
    }
    String named = String.join("; ", rejected.subList(0, Math.min(MOST_NAMED, rejected.size())));
    int more = rejected.size() - MOST_NAMED;
    return new Rejection(reason, more > 0 ? named + "; and " + more + " more" : named);
  }

  /** The message key that was drawn because the message names none, or null. */
  String randomKey() {
    return randomKey;
  }

  /** Whether the sender's credentials gave a region that nothing else names. */
  boolean isRegionGranted() {
    return regionGranted;
  }

  /** About how many bytes of attributes and names its events repeat. */
  long repeatedBytes() {
    return repeatedBytes;
  }

  /** How many fields found no place. */
  int ignored() {
    return ignored;
  }

  /** How many measurements cannot be published. */
  int rejected() {
    return rejected.size();
  }

  void make(Mapped mapped) {
    List<Measurement> measurements = mapped.measurements();
    EventIds ids = ids(mapped);
    Reading last = null;
    Shared shared = null;
    for (int i = 0; i < measurements.size(); i++) {
      Measurement measurement = measurements.get(i);
      if (measurement.reading() != last) {
        last = measurement.reading();
        shared = shared(last);
        ignored += last.attributes().ignored();
      }
      if (shared != null) {
        make(measurement, shared, ids, i);
      }
    }
  }

  private void make(Measurement measurement, Shared shared, EventIds ids, int index) {
    try {
      Values.Valid valid = valid(measurement);
      if (valid == null) {
        ignored++;
        return;
      }
      When when = measurement.time() == null ? shared.when : when(measurement.time());
      Kind kind = valid.kind();
      repeatedBytes += shared.bytes;
      events.add(
          new Event(
              ids.id(shared.device, index),
              shared.device,
              shared.region,
              kind == null ? new Event.Kind(measurement.name(), "event", false) : kind.event(),
              valid.value(),
              kind == null ? measurement.unitName() : kind.unit(),
              when.time,
              origin.received(),
              source,
              attributes(measurement, shared, valid.suspect(), when.suspect)));
    } catch (InvalidValue e) {
      reject(Reason.INVALID, e.getMessage());
    }
  }

  private Values.Valid valid(Measurement measurement) throws InvalidValue {
    if (measurement.channel() instanceof String channel && channel.length() > Values.LONGEST_TEXT) {
      throw new InvalidValue(
          "the channel of %s has at most %d characters but this one %d"
              .formatted(measurement.name(), Values.LONGEST_TEXT, channel.length()));
    }
    if (measurement.kind() != null) {
      return values.of(measurement);
    }
    if (!KIND_NAME.matcher(measurement.name()).matches()) {
      throw new InvalidValue(
          "a kind is named with a to z, 0 to 9 and _ but this one \"%s\""
              .formatted(Values.cut(measurement.name())));
    }
    return values.ofUnknownKind(measurement);
  }

  private void reject(Reason why, String problem) {
    if (reason == null) {
      reason = why;
    }
    rejected.add(problem);
  }

  /** What the events of one reading have in common. */
  private record Shared(
      String device, String region, When when, Map<String, Object> attributes, int bytes) {}

  private record When(Instant time, boolean suspect) {}

  private Shared shared(Reading reading) {
    String device = device(reading.device());
    if (device == null) {
      return null;
    }
    String region = region(device, reading.region());
    When when = reading.time() == null ? new When(origin.received(), false) : when(reading.time());
    Attributes attributes = reading.allAttributes();
    int bytes =
        attributes.bytes()
            + Utf8.length(device)
            + Utf8.length(region)
            + Utf8.length(origin.address());
    return new Shared(device, region, when, withoutSecrets(attributes.values()), bytes);
  }

  private Map<String, Object> withoutSecrets(Map<String, Object> attributes) {
    Map<String, Object> open = attributes;
    for (String name : attributes.keySet()) {
      if (values.isSecret(name)) {
        if (open == attributes) {
          open = new LinkedHashMap<>(attributes);
        }
        open.remove(name);
        ignored++;
      }
    }
    return open;
  }

  private String region(String device, String ofPayload) {
    Grants grants = origin.grants();
    String region = origin.region() != null ? origin.region() : ofPayload;
    if (region != null && !region.equals(origin.region())) {
      Identity.require("region", region);
    }
    if (grants == null) {
      return region == null ? UNKNOWN : region;
    }
    if (region == null) {
      region = grants.regionOf(device);
      regionGranted |= region != null;
    }
    if (region == null) {
      region = UNKNOWN;
    }
    grants.check(device, region);
    if (ofPayload != null) {
      // the address wins over it, but it is a claim all the same
      grants.check(device, ofPayload);
    }
    return region;
  }

  private String device(String ofPayload) {
    String addressed = origin.device();
    if (addressed != null) {
      if (ofPayload != null && !ofPayload.equals(addressed)) {
        throw new Rejection(
            Reason.IDENTITY_MISMATCH,
            "the payload names the device \"%s\" but the address \"%s\""
                .formatted(Values.cut(ofPayload), addressed));
      }
      return addressed;
    }
    if (ofPayload == null) {
      reject(Reason.BAD_IDENTITY, "neither the address nor the payload names a device");
      return null;
    }
    String problem = Identity.problem("device", ofPayload);
    if (problem != null) {
      reject(Reason.BAD_IDENTITY, problem);
      return null;
    }
    return ofPayload;
  }

  private When when(JsonNode node) {
    Instant time = time(node);
    return believed(time) ? new When(time, false) : new When(origin.received(), true);
  }

  /** Asked twice of the same node: for the ids, then for the event. */
  private Instant time(JsonNode node) {
    if (node != readNode) {
      readTime = Times.of(node, zone);
      readNode = node;
    }
    return readTime;
  }

  private boolean believed(Instant time) {
    return time != null
        && !time.isBefore(EARLIEST)
        && !time.isAfter(origin.received().plus(MOST_AHEAD));
  }

  private Map<String, Object> attributes(
      Measurement measurement, Shared shared, boolean suspect, boolean timeSuspect) {
    if (measurement.attributes() == null
        && measurement.channel() == null
        && !suspect
        && !timeSuspect) {
      return shared.attributes;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    if (measurement.channel() != null) {
      all.put("channel", measurement.channel());
    }
    if (measurement.attributes() != null) {
      all.putAll(withoutSecrets(measurement.attributes().values()));
    }
    shared.attributes.forEach(all::putIfAbsent);
    if (suspect) {
      all.put("suspect", true);
    }
    if (timeSuspect) {
      all.put("time_suspect", true);
    }
    return all;
  }

  private EventIds ids(Mapped mapped) {
    if (origin.messageId() != null) {
      return EventIds.ofKey(origin.messageId());
    }
    if (mapped.id() != null) {
      return EventIds.ofKey(mapped.id());
    }
    if (carriesTime(mapped)) {
      return EventIds.ofPayload(origin.payload());
    }
    randomKey = origin.drawnKey().get();
    return EventIds.ofKey(randomKey);
  }

  /**
   * Whether the payload carries a time that is believed: a clock that stands still does not make
   * two messages one.
   */
  private boolean carriesTime(Mapped mapped) {
    for (Measurement measurement : mapped.measurements()) {
      JsonNode time =
          measurement.time() != null ? measurement.time() : measurement.reading().time();
      if (time != null && believed(time(time))) {
        return true;
      }
    }
    return false;
  }
}
