package dev.tributary.runtime;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.OfflineListener;
import dev.tributary.contract.Protocol;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.camel.CamelListener;
import dev.tributary.ingest.coap.CoapListener;
import dev.tributary.ingest.http.HttpListener;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of a gateway that are switched on. */
final class Listeners implements Module {
  static final Metric END_READY =
      Metric.gauge(
          "tributary.end.ready",
          null,
          "1 when devices can reach this listener (MQTT: connected and subscribed).",
          "end");
  static final List<Metric> METRICS = List.of(END_READY);

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<ListenerState> states = new ArrayList<>();
  private final List<String> switchedOff = new ArrayList<>();
  private final MqttListener mqtt;
  private final CoapListener coap;
  private final HttpListener http;
  private final CamelListener routes;

  /**
   * @param offline whether they open nothing and are handed their messages
   */
  Listeners(
      Settings.Tributary settings,
      AddressTemplates addresses,
      Intake intake,
      Downstream downstream,
      boolean offline) {
    int most = settings.maxPayloadBytes();
    routes = new CamelListener(addresses, most, intake);
    if (settings.mqtt().brokerUrl().isEmpty()) {
      off("mqtt");
      mqtt = null;
    } else {
      mqtt = new MqttListener(settings, addresses, intake, downstream, offline);
      states.add(mqtt.state());
    }
    if (settings.coap().port().isEmpty() && settings.coap().securePort().isEmpty()) {
      off("coap");
      coap = null;
    } else {
      coap = new CoapListener(settings.coap(), most, addresses, intake, offline);
      states.add(coap);
    }
    if (settings.http().port().isEmpty()) {
      off("http");
      http = null;
    } else {
      http = new HttpListener(settings.http(), most, intake, offline);
      states.add(http);
    }
  }

  private void off(String end) {
    LOG.info("The listener {} is switched off: its address or port is empty", end);
    switchedOff.add("ingest-" + end);
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>(METRICS);
    all.addAll(MqttListener.METRICS);
    all.addAll(HttpListener.METRICS);
    return all;
  }

  @Override
  public void meters(Meters meters) {
    for (ListenerState state : states) {
      meters.gauge(END_READY, () -> state.ready() ? 1 : 0, state.name());
    }
    if (mqtt != null) {
      mqtt.meters(meters);
    }
    if (http != null) {
      http.meters(meters);
    }
  }

  @Override
  public List<String> degradations() {
    return http == null || http.degradation().isEmpty() ? List.of() : List.of(http.degradation());
  }

  @Override
  public void bind(CamelContext camel) {
    camel.addComponent(CamelListener.SCHEME, routes.component());
    if (mqtt != null) {
      mqtt.bind(camel);
    }
    if (coap != null) {
      for (String scheme : CoapListener.SCHEMES) {
        camel.addComponent(scheme, coap.component());
      }
    }
    if (http != null) {
      camel.getRegistry().bind(HttpListener.NAME, http);
    }
  }

  List<ListenerState> states() {
    return states;
  }

  /** The ids of the routes that are left out. */
  List<String> switchedOff() {
    return switchedOff;
  }

  boolean hasMqtt() {
    return mqtt != null;
  }

  /** The listener of a protocol that is switched on. */
  OfflineListener of(Protocol protocol) {
    return switch (protocol) {
      case MQTT -> mqtt;
      case COAP -> coap;
      case HTTP -> http;
      case CAMEL -> routes;
    };
  }

  void forgetGone() {
    if (http != null) {
      http.forgetGone();
    }
  }

  OptionalInt httpPort() {
    return http == null ? OptionalInt.empty() : OptionalInt.of(http.getServerPort());
  }

  OptionalInt coapPort() {
    return coap == null ? OptionalInt.empty() : coap.port();
  }
}
