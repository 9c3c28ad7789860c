package dev.tributary.console;

import dev.tributary.ingest.Snapshot;
import dev.tributary.observe.Health;
import dev.tributary.observe.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the gateway is, in a few figures: what stands above every page. */
final class Overview {
  /** Rates over more than this say nothing of now. */
  private static final double LONGEST_SECONDS = 5;

  private final GatewayView gateway;
  private Snapshot last;

  Overview(GatewayView gateway) {
    this.gateway = gateway;
  }

  Map<String, Object> show() {
    Health.Report ready = gateway.health().ready();
    Map<String, Object> show = new LinkedHashMap<>();
    show.put("status", ready.body().get("status"));
    show.put("ready", ready.ready());
    show.put("reasons", ready.body().get("reasons"));
    show.put("version", Info.version());
    show.put("started", gateway.info().started().toString());
    show.put(
        "uptime_seconds", Duration.between(gateway.info().started(), Instant.now()).toSeconds());
    show.put("problems", gateway.info().problems());
    show.put("ends", ready.body().get("ends"));
    show.put("kafka", ready.body().get("kafka"));
    rates(show);
    return show;
  }

  private void rates(Map<String, Object> show) {
    Snapshot now = gateway.observation().messages().snapshot();
    Snapshot since = last == null ? null : now.since(last);
    last = now;
    show.put("received", now.received());
    show.put("rejected", now.totalRejected());
    if (since != null && since.seconds() > 0 && since.seconds() < LONGEST_SECONDS) {
      show.put("messages_per_second", since.received() / since.seconds());
      show.put("events_per_second", since.totalEvents() / since.seconds());
      show.put("rejected_per_second", since.totalRejected() / since.seconds());
    }
  }
}
