package dev.tributary.normalize;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressNames;
import dev.tributary.contract.Event;
import dev.tributary.contract.EventBudget;
import dev.tributary.contract.Grants;
import dev.tributary.contract.MessageKey;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code envelope}: the list of events. Where a part of the message cannot be published,
 * the variable {@code partial} says what and why, and publish writes the dead letter with the
 * events.
 */
final class EnvelopeStep implements Processor {
  /** Each event repeats what it shares with the others; a small message must not become a flood. */
  static final int MOST_REPEATED_BYTES = 1 << 20;

  /** What an event may repeat before it counts as more than one in a batch. */
  static final int REPEATED_BYTES_OF_AN_EVENT = 512;

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
    AddressNames.require(exchange);
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
    bound(exchange, maker);
    finish(exchange, maker.events(), maker.isRegionGranted(), maker.rejection());
  }

  private static void bound(Exchange exchange, EventMaker maker) {
    if (maker.repeatedBytes() > MOST_REPEATED_BYTES) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the events of a message repeat at most %d bytes of attributes and names but these %d: send fewer measurements in one message"
              .formatted(MOST_REPEATED_BYTES, maker.repeatedBytes()));
    }
    if (exchange.getProperty(Variables.EVENT_BUDGET) instanceof EventBudget batch) {
      long weight = maker.repeatedBytes() / REPEATED_BYTES_OF_AN_EVENT;
      batch.take((int) Math.max(maker.events().size(), weight));
    }
  }

  private void finish(
      Exchange exchange, List<Event> events, boolean regionGranted, Rejection rejection) {
    if (rejection != null && (events.isEmpty() || rejectWhole)) {
      throw rejection;
    }
    if (events.isEmpty()) {
      throw new Rejection(
          Reason.UNMAPPED,
          "the payload holds no measurement that kinds.yaml or the mapping %s knows"
              .formatted(exchange.getVariable(Variables.MAPPING)));
    }
    if (rejection != null) {
      exchange.setVariable(Variables.PARTIAL, rejection);
    }
    if (exchange.getVariable(Variables.DEVICE) == null && areAlike(events, Event::device)) {
      exchange.setVariable(Variables.DEVICE, events.get(0).device());
    }
    if (regionGranted && areAlike(events, Event::region)) {
      // a replay shows no credentials, so what these gave goes with the message
      exchange.setVariable(Variables.REGION, events.get(0).region());
    }
    Receipt receipt = Receipt.of(exchange);
    if (receipt != null) {
      receipt.made(exchange, events, rejection);
    }
    exchange.getMessage().setBody(events);
  }

  private static boolean areAlike(List<Event> events, Function<Event, String> name) {
    String first = name.apply(events.get(0));
    return events.stream().allMatch(event -> name.apply(event).equals(first));
  }

  private static EventMaker.Origin origin(Exchange exchange) {
    Map<String, Object> variables = exchange.getVariables();
    return new EventMaker.Origin(
        (String) variables.get(Variables.PROTOCOL),
        (String) variables.get(Variables.ADDRESS),
        (String) variables.get(Variables.DEVICE),
        (String) variables.get(Variables.REGION),
        exchange.getProperty(Variables.GRANTS, Grants.class),
        (Instant) variables.get(Variables.RECEIVED),
        (String) variables.get(Variables.MESSAGE_ID),
        (byte[]) variables.get(Variables.PAYLOAD),
        () -> MessageKey.of(exchange));
  }
}
