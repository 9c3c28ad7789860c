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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code envelope}: the list of events. Where a part of the message cannot be published,
 * the variable {@code partial} holds what and why, and publish writes the dead letter with the
 * events.
 */
final class EnvelopeStep implements Processor {
  /** Each event repeats what it shares with the others; a small message must not become a flood. */
  static final int MOST_REPEATED_BYTES = 1 << 20;

  /** What an event may repeat before it counts as more than one in a batch. */
  static final int REPEATED_BYTES_OF_AN_EVENT = 512;

  private static final int MOST_NAMED = 5;

  private final Settings.Normalize settings;
  private final boolean rejectWhole;
  private final Supplier<Catalogue> catalogue;
  private final NormalizeObserver observer;
  private final UnknownFields unknown;

  EnvelopeStep(
      Settings.Normalize settings,
      Supplier<Catalogue> catalogue,
      NormalizeObserver observer,
      UnknownFields unknown) {
    this.settings = settings;
    this.rejectWhole = settings.partial().equals("reject");
    this.catalogue = catalogue;
    this.observer = observer;
    this.unknown = unknown;
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
    if (!mapped.unmeasured().isEmpty()) {
      String mapping = (String) exchange.getVariable(Variables.MAPPING);
      observer.unmeasured(mapping, mapped.unmeasured().size());
      unknown.note(mapping, mapped.unmeasured());
    }
    EventMaker maker =
        new EventMaker(origin(exchange), settings.zone(), new Values(catalogue.get().kinds()));
    maker.make(mapped);
    if (maker.randomKey() != null) {
      // valid from here on, whatever a mended mapping finds when a dead-lettered part is replayed
      exchange.setVariable(Variables.MESSAGE_ID, maker.randomKey());
    }
    if (maker.ignored() > 0) {
      observer.ignored((String) exchange.getVariable(Variables.MAPPING), maker.ignored());
    }
    if (maker.rejected() > 0) {
      observer.rejected((String) exchange.getVariable(Variables.MAPPING), maker.rejected());
    }
    bound(exchange, maker);
    finish(exchange, mapped, maker);
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

  private void finish(Exchange exchange, Mapped mapped, EventMaker maker) {
    List<Event> events = maker.events();
    boolean regionGranted = maker.isRegionGranted();
    Rejection rejection = maker.rejection();
    if (rejection != null && (events.isEmpty() || rejectWhole)) {
      throw rejection;
    }
    if (events.isEmpty()) {
      throw new Rejection(
          Reason.UNMAPPED,
          "the payload holds no measurement that kinds.yaml or the mapping %s knows%s"
              .formatted(exchange.getVariable(Variables.MAPPING), fields(mapped)));
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

  /** The names that a sender may have to spell in another way. */
  private static String fields(Mapped mapped) {
    Set<String> names = new LinkedHashSet<>(mapped.unmeasured().keySet());
    names.addAll(mapped.whole().attributes().values().keySet());
    if (names.isEmpty()) {
      return "";
    }
    return names.stream()
        .limit(MOST_NAMED)
        .map(name -> "\"" + Values.cut(name) + "\"")
        .collect(Collectors.joining(", ", ", but ", names.size() > MOST_NAMED ? ", …" : ""));
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
