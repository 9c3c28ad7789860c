package dev.tributary.normalize;

import dev.tributary.config.Settings;
import dev.tributary.contract.Event;
import dev.tributary.contract.MessageKey;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code envelope}: the list of events. Where a part of the message cannot be published,
 * the variable {@code partial} says what and why, and publish writes the dead letter with the
 * events.
 */
final class EnvelopeStep implements Processor {
  private final Settings.Normalize settings;
  private final boolean rejectWhole;
  private final Supplier<Catalogue> catalogue;
  private final NormalizeObserver observer;

  EnvelopeStep(
      Settings.Normalize settings, Supplier<Catalogue> catalogue, NormalizeObserver observer) {
    this.settings = settings;
    this.rejectWhole = settings.partial().equals("reject");
    this.catalogue = catalogue;
    this.observer = observer;
  }

  @Override
  public void process(Exchange exchange) {
    if (!(exchange.getMessage().getBody() instanceof Mapped mapped)) {
      throw new Rejection(Reason.INTERNAL, "envelope needs what a step mapping:… yields");
    }
    int measurements = mapped.measurements().size();
    if (measurements > settings.maxEvents()) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "a message holds at most %d measurements (tributary.normalize.max-events) but this one %d"
              .formatted(settings.maxEvents(), measurements));
    }
    EventMaker maker =
        new EventMaker(origin(exchange), settings.zone(), new Values(catalogue.get().kinds()));
    maker.make(mapped);
    if (maker.randomKey() != null) {
      // in force from now on, whatever a mended mapping finds in a replay of a part that was kept
      exchange.setVariable(Variables.MESSAGE_ID, maker.randomKey());
    }
    if (maker.ignored() > 0) {
      observer.ignored((String) exchange.getVariable(Variables.MAPPING), maker.ignored());
    }
    if (maker.rejected() > 0) {
      observer.rejected((String) exchange.getVariable(Variables.MAPPING), maker.rejected());
    }
    finish(exchange, maker.events(), maker.rejection());
  }

  private void finish(Exchange exchange, List<Event> events, Rejection rejection) {
    if (rejection != null && (events.isEmpty() || rejectWhole)) {
      throw rejection;
    }
    if (events.isEmpty()) {
      throw new Rejection(
          Reason.UNMAPPED,
          "the payload holds no measurement that kinds.yaml or the mapping %s knows"
              .formatted(exchange.getVariable(Variables.MAPPING)));
    }
    allow(exchange, events);
    if (rejection != null) {
      exchange.setVariable(Variables.PARTIAL, rejection);
    }
    if (exchange.getVariable(Variables.DEVICE) == null && isOneDevice(events)) {
      exchange.setVariable(Variables.DEVICE, events.get(0).device());
    }
    Receipt receipt = Receipt.of(exchange);
    if (receipt != null) {
      receipt.made(exchange, events, rejection);
    }
    exchange.getMessage().setBody(events);
  }

  /** A gateway's sender may name the devices of its pattern, and no others. */
  @SuppressWarnings("unchecked") // Intake put it there
  private static void allow(Exchange exchange, List<Event> events) {
    if (exchange.getProperty(Variables.SPEAKS_FOR) instanceof Predicate<?> devices) {
      for (Event event : events) {
        if (!((Predicate<String>) devices).test(event.device())) {
          throw new Rejection(
              Reason.FORBIDDEN,
              "these credentials may not speak for the device \"%s\" that the payload names"
                  .formatted(event.device()));
        }
      }
    }
  }

  private static boolean isOneDevice(List<Event> events) {
    String first = events.get(0).device();
    return events.stream().allMatch(event -> event.device().equals(first));
  }

  private static EventMaker.Origin origin(Exchange exchange) {
    Map<String, Object> variables = exchange.getVariables();
    return new EventMaker.Origin(
        (String) variables.get(Variables.PROTOCOL),
        (String) variables.get(Variables.ADDRESS),
        (String) variables.get(Variables.DEVICE),
        (String) variables.get(Variables.REGION),
        (Instant) variables.get(Variables.RECEIVED),
        (String) variables.get(Variables.MESSAGE_ID),
        (byte[]) variables.get(Variables.PAYLOAD),
        () -> MessageKey.of(exchange));
  }
}
