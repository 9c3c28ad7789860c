package dev.tributary.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.contract.AddressNames;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * {@code process: {ref: throttle}}, before decoding: names in the address that can be no identity
 * are rejected, and there is a token bucket for each device and one for the gateway as a whole.
 * Nothing waits here: a device over its rate is rejected, and a gateway over its rate {@linkplain
 * #hasRoom has no room} until it is not.
 */
public final class Throttle implements Processor {
  static final int MOST_DEVICES = 200_000;
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private record Key(int rule, String device) {}

  private record State(Limits limits, Bucket gateway, Cache<Key, Bucket> devices) {}

  private volatile State state;

  public Throttle(Limits limits) {
    reload(limits);
  }

  /** Takes up new limits; every device begins with a full bucket. */
  public void reload(Limits limits) {
    state =
        new State(
            limits,
            limits.gateway() == null ? null : bucket(limits.gateway()),
            Caffeine.newBuilder()
                .maximumSize(MOST_DEVICES)
                .expireAfterAccess(FORGET_AFTER)
                .build());
  }

  /** Whether the gateway as a whole may take in more. */
  public boolean hasRoom() {
    Bucket gateway = state.gateway();
    return gateway == null || gateway.getAvailableTokens() > 0;
  }

  /** How many devices have a bucket of their own; those that have long been silent have none. */
  long devices() {
    Cache<Key, Bucket> devices = state.devices();
    devices.cleanUp();
    return devices.estimatedSize();
  }

  @Override
  public void process(Exchange exchange) {
    AddressNames.require(exchange);
    State now = state;
    boolean limited = now.gateway() != null || !now.limits().rules().isEmpty();
    if (!limited || exchange.getVariable(Variables.REPLAYED) != null) {
      return;
    }
    device(now, exchange);
    if (now.gateway() != null) {
      // It was let in when there was room; what came in at the same moment is paid back.
      now.gateway().consumeIgnoringRateLimits(1);
    }
  }

  private static void device(State now, Exchange exchange) {
    String device = (String) exchange.getVariable(Variables.DEVICE);
    if (device == null) {
      device = (String) exchange.getVariable(Variables.GATEWAY);
    }
    if (device == null) {
      return;
    }
    String region = (String) exchange.getVariable(Variables.REGION);
    String protocol = (String) exchange.getVariable(Variables.PROTOCOL);
    List<Limits.Rule> rules = now.limits().rules();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).fits(device, region, protocol)) {
        take(now.devices(), new Key(i, device), rules.get(i).rate());
        return;
      }
    }
  }

  private static void take(Cache<Key, Bucket> devices, Key key, Limits.Rate rate) {
    Bucket bucket = devices.get(key, unused -> bucket(rate));
    if (!bucket.tryConsume(1)) {
      long wait = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
      throw new Rejection(
          Reason.THROTTLED,
          "more than %s messages a second from this device".formatted(text(rate.perSecond())),
          Duration.ofNanos(wait));
    }
  }

  private static Bucket bucket(Limits.Rate rate) {
    Duration perMessage = Duration.ofNanos(Math.max(1, (long) (1e9 / rate.perSecond())));
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(1, perMessage))
        .withNanosecondPrecision()
        .build();
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
