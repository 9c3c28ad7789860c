package dev.tributary.ingest;

import dev.tributary.config.Settings;
import dev.tributary.contract.DeadLetterSink;
import dev.tributary.contract.Downstream;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.project.FileReading;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/** What all listeners share: the one way into the routes, its bounds, and the rates of devices. */
public final class IngestModule implements Module {
  static final Metric IN_FLIGHT =
      Metric.gauge("tributary.in.flight.messages", null, "Messages between receipt and answer.");
  static final Metric IN_FLIGHT_LIMIT =
      Metric.gauge(
          "tributary.in.flight.messages.limit",
          null,
          "`tributary.in-flight.messages`: where MQTT is held back and the others are refused.");
  static final Metric IN_FLIGHT_BYTES =
      Metric.gauge("tributary.in.flight", "bytes", "Their payloads.");
  static final Metric IN_FLIGHT_BYTES_LIMIT =
      Metric.gauge("tributary.in.flight.limit", "bytes", "`tributary.in-flight.bytes`.");
  static final List<Metric> BOUNDS =
      List.of(IN_FLIGHT, IN_FLIGHT_LIMIT, IN_FLIGHT_BYTES, IN_FLIGHT_BYTES_LIMIT);

  private static final String LIMITS = "limits.yaml";

  private final Settings.InFlight bounds;
  private final Admission admission;
  private final Intake intake;
  private final Throttle throttle;
  private volatile Limits limits = Limits.NONE;

  /**
   * @param deadLetters where messages go that the routes neither stored nor rejected
   */
  public IngestModule(
      Settings.Tributary settings, Downstream downstream, DeadLetterSink deadLetters) {
    this.bounds = settings.inFlight();
    this.throttle = new Throttle(limits);
    this.admission =
        new Admission(downstream, bounds.messages(), bounds.bytes(), throttle::hasRoom);
    this.intake = new Intake(admission, deadLetters, settings.kafka().ackTimeout());
  }

  public Intake intake() {
    return intake;
  }

  /** The rates that are active. */
  public Limits limits() {
    return limits;
  }

  /** Takes up new rates; every device begins with a full bucket. */
  public void limits(Limits next) {
    limits = next;
    throttle.reload(next);
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>(MessageMeters.METRICS);
    all.addAll(BOUNDS);
    return all;
  }

  @Override
  public void meters(Meters meters) {
    meters.gauge(IN_FLIGHT, admission::inFlightMessages);
    meters.gauge(IN_FLIGHT_LIMIT, bounds::messages);
    meters.gauge(IN_FLIGHT_BYTES, admission::inFlightBytes);
    meters.gauge(IN_FLIGHT_BYTES_LIMIT, bounds::bytes);
  }

  @Override
  public List<Finding> findings(Project project) {
    FileReading reading = Limits::read;
    return reading.findings(project.file(LIMITS));
  }

  @Override
  public boolean reads(Path file) {
    return file.endsWith(LIMITS);
  }

  @Override
  public Runnable read(Project project) throws IOException {
    Limits before = limits;
    limits(Limits.read(project.file(LIMITS)));
    return () -> limits(before);
  }

  @Override
  public void bind(CamelContext camel) {
    camel.getRegistry().bind("throttle", throttle);
  }

  /**
   * Routes start one after the other, and what entered the first would find no consumer at the
   * next.
   */
  @Override
  public void start() {
    admission.hold();
  }

  @Override
  public void started() {
    admission.open();
  }

  /** From now on every message is refused; what is in flight goes on. */
  @Override
  public void close() {
    intake.close();
  }
}
