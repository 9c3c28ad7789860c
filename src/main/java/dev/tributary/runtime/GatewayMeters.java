package dev.tributary.runtime;

import dev.tributary.config.Settings;
import dev.tributary.contract.ListenerState;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.observe.Metrics;
import dev.tributary.publish.Publishing;
import dev.tributary.reload.Reload;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Shows the parts of a gateway in its metrics. */
final class GatewayMeters {
  private final Metrics metrics;

  GatewayMeters(Metrics metrics) {
    this.metrics = metrics;
  }

  GatewayMeters way(Intake intake, Settings.InFlight bounds, List<ListenerState> ends) {
    metrics.watch(intake, bounds.messages(), bounds.bytes()).watch(ends);
    return this;
  }

  GatewayMeters kafka(Publishing publishing) {
    metrics
        .watch(publishing.downstream())
        .watchProducer(publishing.downstream()::metric, publishing.downstream()::replaced)
        .watchDeadLetters(publishing::overBudget);
    return this;
  }

  /**
   * @param mqtt null where that end is off
   */
  GatewayMeters mqtt(MqttListener mqtt) {
    if (mqtt != null) {
      metrics.watchMqtt(mqtt::unacknowledged, mqtt::connectionsLost);
    }
    return this;
  }

  /**
   * @param reload gives null before the first can be
   */
  void reload(Supplier<Reload> reload) {
    metrics.watchReloads(
        () -> reload.get() == null || reload.get().last().ok(),
        () -> of(reload, Reload::taken),
        () -> of(reload, Reload::refused));
  }

  private static long of(Supplier<Reload> reload, ToLongFunction<Reload> count) {
    Reload now = reload.get();
    return now == null ? 0 : count.applyAsLong(now);
  }
}
