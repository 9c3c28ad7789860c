package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.RouteEnd;
import dev.tributary.contract.Variables;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * What Kafka looks like to the MQTT end: stores messages {@code device:number} a little later, on
 * threads of its own and in any order; while away it answers nothing and forgets nothing. It checks
 * that each device's numbers are handed over in order, repetitions aside.
 */
final class SlowStore extends AsyncProcessorSupport implements AutoCloseable {
  private static final int LONGEST_DELAY_MILLIS = 10;

  final Set<String> stored = ConcurrentHashMap.newKeySet();
  final AtomicInteger repeated = new AtomicInteger();
  final Queue<String> outOfOrder = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> latest = new ConcurrentHashMap<>();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "slow-store");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean away;

  void goAway() {
    away = true;
  }

  void comeBack() {
    away = false;
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      later(next);
    }
  }

  int waiting() {
    return waiting.size();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    String message = new String(exchange.getVariable(Variables.PAYLOAD, byte[].class), UTF_8);
    String[] parts = message.split(":", 2);
    int number = Integer.parseInt(parts[1]);
    int before = latest.getOrDefault(parts[0], -1);
    if (number > before + 1) {
      outOfOrder.add(message + " after " + before);
    } else if (number <= before) {
      repeated.incrementAndGet();
    }
    latest.put(parts[0], Math.max(number, before));
    Runnable store =
        () -> {
          stored.add(message);
          RouteEnd.with(Outcome.stored(List.of()), exchange);
          callback.done(false);
        };
    if (away) {
      waiting.add(store);
    } else {
      later(store);
    }
    return false;
  }

  private void later(Runnable store) {
    var unused =
        threads.schedule(
            store,
            ThreadLocalRandom.current().nextInt(LONGEST_DELAY_MILLIS),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
