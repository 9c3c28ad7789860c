package dev.tributary.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.SafeCopyProperty;

/**
 * What has become of one message so far. One object for all copies that routes make of its exchange
 * (multicast, split, wireTap, seda, loop): it lies where Camel copies it by reference and where no
 * step of a route reaches it.
 *
 * <p>Each event that normalize made must be accounted for: Kafka has acknowledged it, or a route
 * left it out with {@code drop:}. A message is stored if that holds when its own exchange ends,
 * whatever its copies may do later.
 */
public final class Receipt implements SafeCopyProperty {
  private static final String KEY = "tributary.receipt";

  /** A message that is in more routes than this, one called by the other, goes in a circle. */
  private static final int MOST_NESTED = 200;

  /** So does one that enters more than these, besides so many for each of its events. */
  private static final int MOST_ENTRIES = 20_000;

  private static final int MOST_ENTRIES_PER_EVENT = 20;

  /** Failed messages end there, and must get in. */
  private static final String LAST = "on-failure";

  private final Arrival arrival;
  private final Exchange own;
  private final List<Batch> batches = new ArrayList<>(1);
  private String messageKey;
  private String dropped;
  private Outcome verdict;
  private Outcome failure;
  private boolean rawStored;
  private long entries;

  private Receipt(Arrival arrival, Exchange own) {
    this.arrival = arrival;
    this.own = own;
    this.messageKey = arrival.messageKey();
  }

  /** The receipt of a message that enters the routes on this exchange. */
  public static Receipt open(Arrival arrival, Exchange exchange) {
    Receipt receipt = new Receipt(arrival, exchange);
    exchange.getExchangeExtension().setSafeCopyProperty(KEY, receipt);
    return receipt;
  }

  /** The receipt that an exchange carries, or null if it carries no message of a listener. */
  public static Receipt of(Exchange exchange) {
    return exchange.getExchangeExtension().getSafeCopyProperty(KEY, Receipt.class);
  }

  /** Shared by all copies of an exchange. */
  @Override
  @SuppressWarnings("unchecked") // as Camel declares it
  public Receipt safeCopy() {
    return this;
  }

  /** The message as it came in. */
  public Arrival arrival() {
    return arrival;
  }

  /**
   * The message, or a copy of it, enters a route, or a loop once more.
   *
   * @param nested how many routes it is in already
   * @throws Rejection {@code internal}, if it goes in a circle
   */
  public synchronized void enter(String place, int nested) {
    entries++;
    boolean often =
        entries > MOST_ENTRIES && entries > MOST_ENTRIES + MOST_ENTRIES_PER_EVENT * firstEvents();
    if (nested > MOST_NESTED || (often && !place.equals(LAST))) {
      throw new Rejection(
          Reason.INTERNAL,
          "the message goes in a circle that it does not leave: it entered %s after %d others, %d of them nested"
              .formatted(place, entries - 1, nested));
    }
  }

  private long firstEvents() {
    return batches.isEmpty() ? 0 : batches.get(0).events.size();
  }

  /** Drawn when it is first needed: most messages never need one. */
  synchronized String messageKey() {
    if (messageKey == null) {
      messageKey = MessageKey.draw();
    }
    return messageKey;
  }

  /**
   * Normalize has made these events.
   *
   * @param exchange on which it did
   * @param partial names what of the message became no event, or null
   */
  public synchronized void made(Exchange exchange, List<Event> events, Rejection partial) {
    // Camel takes the correlation off a wireTap's copy
    boolean tapped = exchange != own && correlation(exchange) == null;
    batches.add(new Batch(List.copyOf(events), partial, tapped));
  }

  private static Object correlation(Exchange exchange) {
    return exchange.getProperty(ExchangePropertyKey.CORRELATION_ID);
  }

  /**
   * What is to be stored of the body that publish was given: all events of the message, or one.
   *
   * @throws Rejection {@code internal}, if the body is anything else
   */
  public synchronized Publication publication(Object body) {
    if (body instanceof Event event) {
      return publication(List.of(event), false);
    }
    if (!(body instanceof List<?> list) || list.isEmpty()) {
      throw notPublishable(body instanceof List<?> ? "an empty list" : type(body));
    }
    Batch only = batches.size() == 1 ? batches.get(0) : null;
    return only != null && only.isExactly(list)
        ? new Publication(only.events, List.of(only), true)
        : publication(list, true);
  }

  private Publication publication(List<?> body, boolean complete) {
    List<Event> events = new ArrayList<>(body.size());
    Set<Batch> touched = new HashSet<>();
    for (Object item : body) {
      Batch batch = item instanceof Event event ? batch(event) : null;
      if (batch == null) {
        throw notPublishable(
            item instanceof Event event
                ? "event %s of another message".formatted(event.id())
                : "a list that holds " + type(item));
      }
      touched.add(batch);
      if (!batch.isDropped((Event) item)) {
        events.add((Event) item);
      }
    }
    if (complete) {
      Set<Object> given = Collections.newSetFromMap(new IdentityHashMap<>());
      given.addAll(body);
      touched.forEach(batch -> batch.requireAllIn(given));
    }
    return new Publication(events, List.copyOf(touched), false);
  }

  private static Rejection notPublishable(String given) {
    return new Rejection(
        Reason.INTERNAL, "publish takes the events of this message but was given " + given);
  }

  private static String type(Object item) {
    return item == null ? "nothing" : item.getClass().getName();
  }

  private Batch batch(Event event) {
    for (Batch batch : batches) {
      if (batch.index(event) >= 0) {
        return batch;
      }
    }
    return null;
  }

  /**
   * Leaves out on purpose what the exchange holds: an event, or else the whole message, whose route
   * ends here.
   *
   * @throws Rejection {@code internal}, if the exchange is a copy, which decides nothing about the
   *     message
   */
  public synchronized void drop(Exchange exchange, String why) {
    boolean part =
        own.getExchangeId().equals(correlation(exchange))
            && exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX) != null;
    if (exchange.getMessage().getBody() instanceof Event event && (part || exchange == own)) {
      Batch batch = batch(event);
      if (batch == null) {
        throw new Rejection(
            Reason.INTERNAL,
            "drop:%s takes an event of this message but was given event %s of another"
                .formatted(why, event.id()));
      }
      batch.drop(event, why);
    } else if (exchange == own) {
      dropped = why;
      exchange.setRouteStop(true);
    } else {
      throw new Rejection(
          Reason.INTERNAL,
          "drop:%s must stand on the message's own way but stands on a copy (wireTap, multicast, seda, …), which stop ends"
              .formatted(why));
    }
  }

  /** Why the message failed; its dead letter is still to be stored. */
  public synchronized void judged(Outcome outcome) {
    verdict = outcome;
  }

  /** The last verdict, or null. */
  public synchronized Outcome verdict() {
    return verdict;
  }

  /**
   * The message has failed.
   *
   * @param outcome settled if Kafka has acknowledged its dead letter
   */
  public synchronized void failed(Outcome outcome) {
    if (failure == null || !failure.settled()) {
      failure = outcome;
    }
  }

  /**
   * What became of the message, asked when its own exchange has ended; null if it is not accounted
   * for.
   *
   * @param withIds whether the ids of its events are wanted
   */
  public synchronized Outcome outcome(boolean withIds) {
    if (dropped == null && !isAccounted()) {
      return failure;
    }
    List<Event> stored = storedEvents();
    if (stored.isEmpty()) {
      return Outcome.dropped(dropped == null ? dropped().get(0).why() : dropped);
    }
    return Outcome.stored(withIds ? stored.stream().map(Event::id).toList() : List.of());
  }

  /** The events that Kafka has acknowledged, in order, each once. */
  public synchronized List<Event> storedEvents() {
    if (batches.size() == 1 && batches.get(0).stored) {
      return batches.get(0).events;
    }
    Map<String, Event> events = new LinkedHashMap<>();
    batches.forEach(
        batch -> {
          for (int i = 0; i < batch.events.size(); i++) {
            if (batch.fate(i) == Batch.STORED) {
              events.putIfAbsent(batch.events.get(i).id(), batch.events.get(i));
            }
          }
        });
    return List.copyOf(events.values());
  }

  /**
   * What routes left out on purpose.
   *
   * @param event null for the message as a whole
   */
  public record Dropped(Event event, String why) {}

  /** What was left out: the events in order, then the message itself. */
  public synchronized List<Dropped> dropped() {
    if (dropped == null && batches.stream().allMatch(batch -> batch.fates == null)) {
      return List.of();
    }
    List<Dropped> all = new ArrayList<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.events.size(); i++) {
        if (batch.fate(i) instanceof String why) {
          all.add(new Dropped(batch.events.get(i), why));
        }
      }
    }
    if (dropped != null) {
      all.add(new Dropped(null, dropped));
    }
    return all;
  }

  /** How the route ended, of a message that is not accounted for: the end of a sentence. */
  public synchronized String missing() {
    int made = 0;
    int open = 0;
    for (Batch batch : owed()) {
      made += batch.events.size();
      open += batch.open();
    }
    if (made == open) {
      return "without publishing it";
    }
    return open == 0
        ? "without storing the part of it that could not be published"
        : "with %d of its %d events neither published nor dropped".formatted(open, made);
  }

  private boolean isAccounted() {
    if (batches.size() == 1) {
      return batches.get(0).isAccounted();
    }
    return !batches.isEmpty() && owed().stream().allMatch(this::isAccounted);
  }

  /** What a wireTap's copy makes beside the message's own events delays nothing. */
  private List<Batch> owed() {
    List<Batch> owed = batches.stream().filter(batch -> !batch.tapped).toList();
    return owed.isEmpty() ? batches : owed;
  }

  /** A message that is normalized twice needs to be stored only once. */
  private boolean isAccounted(Batch batch) {
    return batch.isAccounted()
        || batches.stream().anyMatch(other -> other.isAccounted() && batch.isSame(other));
  }

  /** What goes to Kafka in one call. */
  public final class Publication {
    private final List<Event> events;
    private final List<Batch> from;
    private final List<Batch> partials;
    private final boolean whole;

    private Publication(List<Event> events, List<Batch> from, boolean whole) {
      this.events = events;
      this.from = from;
      this.whole = whole;
      this.partials = from.stream().filter(Batch::owesPartial).toList();
    }

    /** To be published; those that were left out are not among them. */
    public List<Event> events() {
      return events;
    }

    /** What became no event: each for a dead letter that goes with the events. */
    public List<Rejection> partials() {
      return partials.stream().map(batch -> batch.partial).toList();
    }

    /** Whether the message's bytes, where they are wanted too, are still to be stored. */
    public boolean needsRaw() {
      return !rawStored;
    }

    /** Kafka has acknowledged all of it. */
    public void stored() {
      synchronized (Receipt.this) {
        rawStored = true;
        partials.forEach(batch -> batch.partialStored = true);
        if (whole) {
          from.forEach(batch -> batch.stored = true);
        } else {
          events.forEach(event -> batch(event).store(event));
        }
      }
    }
  }

  /** The events that normalize made at once, and what has become of each. */
  private static final class Batch {
    private static final Object STORED = new Object();

    private final List<Event> events;
    private final Rejection partial;
    private final boolean tapped;
    private boolean partialStored;

    /** All at once, as is usual. */
    private boolean stored;

    /** For each event {@link #STORED}, or why it was dropped, or null; null while all are null. */
    private Object[] fates;

    private int last;

    Batch(List<Event> events, Rejection partial, boolean tapped) {
      this.events = events;
      this.partial = partial;
      this.tapped = tapped;
    }

    boolean owesPartial() {
      return partial != null && !partialStored;
    }

    boolean isExactly(List<?> list) {
      if (fates != null || list.size() != events.size()) {
        return false;
      }
      for (int i = 0; i < events.size(); i++) {
        if (list.get(i) != events.get(i)) {
          return false;
        }
      }
      return true;
    }

    /** Where an event stands, or -1; mostly it is the one after the last. */
    int index(Event event) {
      for (int i = 0; i < events.size(); i++) {
        int at = (last + i) % events.size();
        if (events.get(at) == event) {
          last = at;
          return at;
        }
      }
      return -1;
    }

    Object fate(int index) {
      return stored ? STORED : fates == null ? null : fates[index];
    }

    boolean isDropped(Event event) {
      return fate(index(event)) instanceof String;
    }

    void store(Event event) {
      fates()[index(event)] = STORED;
    }

    void drop(Event event, String why) {
      int index = index(event);
      if (fate(index) == null) {
        fates()[index] = why;
      }
    }

    private Object[] fates() {
      if (fates == null) {
        fates = new Object[events.size()];
      }
      return fates;
    }

    void requireAllIn(Set<Object> given) {
      int missing = 0;
      for (int i = 0; i < events.size(); i++) {
        if (fate(i) == null && !given.contains(events.get(i))) {
          missing++;
        }
      }
      if (missing > 0) {
        throw notPublishable(
            "a list without %d of its %d (drop:<why> in a split leaves events out)"
                .formatted(missing, events.size()));
      }
    }

    boolean isAccounted() {
      return !owesPartial() && (stored || open() == 0);
    }

    /** How many events nothing has become of. */
    int open() {
      int open = 0;
      for (int i = 0; i < events.size(); i++) {
        if (fate(i) == null) {
          open++;
        }
      }
      return open;
    }

    boolean isSame(Batch other) {
      if (events.size() != other.events.size() || (partial == null) != (other.partial == null)) {
        return false;
      }
      for (int i = 0; i < events.size(); i++) {
        Event mine = events.get(i);
        Event others = other.events.get(i);
        if (!mine.id().equals(others.id())
            || !mine.kind().equals(others.kind())
            || !mine.value().equals(others.value())) {
          return false;
        }
      }
      return true;
    }
  }
}
