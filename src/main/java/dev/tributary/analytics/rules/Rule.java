package dev.tributary.analytics.rules;

import dev.tributary.module.KeptState;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One rule of routes/analytics, read and found to be well. */
public sealed interface Rule {
  /** {@code temperature.avg}. */
  String name();

  Source of();

  /** Changes with whatever the rule says. */
  String version();

  /** Changes only with what makes its state worthless: of, by, every, over, value. */
  String meaning();

  /** The file and line that it stands in. */
  String where();

  /** What decides whether an edit leaves its state. */
  default KeptState kept() {
    return kept(name(), this instanceof Measure, meaning(), version());
  }

  /** The same of a rule that is known by its state only. */
  static KeptState kept(String name, boolean measure, String meaning, String version) {
    return new KeptState("rule " + name, (measure ? "measure " : "alert ") + meaning, version);
  }

  /**
   * What a rule reads.
   *
   * @param all whether every kind of event is meant
   * @param names kinds and measures, one by one
   */
  record Source(boolean all, Set<String> names) {
    public boolean has(String kind, boolean measure) {
      return all ? !measure : names.contains(kind);
    }

    /** Whether it reads one kind or measure only. */
    public boolean isSingle() {
      return !all && names.size() == 1;
    }
  }

  /**
   * Publishes a value of each window.
   *
   * @param over the length of a window, milliseconds
   * @param every how far one begins behind the other
   * @param percent which percentile is meant, or 0
   * @param by for what there is a window each
   * @param late how long a window waits after its end
   * @param corrections how long after its end it is emitted again for what comes later
   */
  record Measure(
      String name,
      Source of,
      long over,
      long every,
      Aggregation value,
      int percent,
      Grouping by,
      long late,
      long corrections,
      String version,
      String meaning,
      String where)
      implements Rule {}

  /**
   * Keeps a state for each key.
   *
   * @param when null for one of silence
   * @param holdFor how long {@code when} must hold
   * @param clear null where it is that {@code when} does not hold
   * @param repeat milliseconds between reminders, 0 for none
   * @param channels null for all
   * @param silent milliseconds without a reading, 0 for one of a condition
   * @param added what the conditions may name besides the reading
   */
  record Alert(
      String name,
      Source of,
      Condition when,
      Hold holdFor,
      Condition clear,
      Hold clearFor,
      long repeat,
      String severity,
      AlertText text,
      List<String> channels,
      long silent,
      Added added,
      String version,
      String meaning,
      String where)
      implements Rule {
    /** Whether it judges a reading, or takes it in beside others. */
    boolean reads(String kind, boolean measure) {
      return of.has(kind, measure) || (!measure && added.also().containsKey(kind));
    }

    boolean isSilence() {
      return silent > 0;
    }

    /** Whether it goes by for how long a gateway could hear. */
    boolean isTimed() {
      return isSilence() || holdFor.millis() > 0 || clearFor.millis() > 0;
    }

    /** The device, and behind it the kind where the rule reads several. */
    public String key(Reading reading) {
      return isSilence() || of.isSingle()
          ? reading.device()
          : reading.device() + "/" + reading.kind();
    }
  }

  /**
   * What an alert knows besides its readings.
   *
   * @param in null for none
   * @param registry whose attributes its conditions read, or null
   * @param expected devices that are silent also if they never spoke
   * @param usual null for none
   * @param also what else of the same device is read, by kind
   */
  record Added(
      InZone in, Registry registry, Set<String> expected, Usual usual, Map<String, Also> also) {
    /** Whether it needs to know which device it is. */
    boolean isOfDevices() {
      return registry != null || !expected.isEmpty() || !also.isEmpty();
    }

    boolean isNothing() {
      return in == null && registry == null && usual == null && also.isEmpty();
    }
  }

  /**
   * Whether a device is in a zone.
   *
   * @param margin metres that it must be outside before it counts as that
   */
  record InZone(Zone zone, double margin) {}

  /**
   * A value of another kind.
   *
   * @param over of the time before a reading, milliseconds
   * @param percent which percentile is meant, or 0
   */
  record Also(long over, Aggregation value, int percent) {}

  /**
   * What counts as usual.
   *
   * @param over for how long, milliseconds
   * @param slice how much of it is left out at once
   * @param least so many readings must be known
   * @param notWhileFiring whether what comes while the alert fires is not usual
   */
  record Usual(long over, long slice, int least, boolean notWhileFiring) {}

  /**
   * How long a condition must hold: a time, or a number of readings one after the other.
   *
   * @param events 0 where a time is meant
   */
  record Hold(long millis, int events) {
    static final Hold NONE = new Hold(0, 0);

    boolean isReached(long held, int count) {
      return events > 0 ? count >= events : held >= millis;
    }
  }
}
