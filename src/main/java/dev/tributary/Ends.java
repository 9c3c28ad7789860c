package dev.tributary;

import dev.tributary.config.Settings;
import dev.tributary.ingest.AddressTemplates;
import dev.tributary.ingest.ByHand;
import dev.tributary.ingest.Downstream;
import dev.tributary.ingest.EndState;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Protocol;
import dev.tributary.ingest.coap.CoapEnd;
import dev.tributary.ingest.http.HttpEnd;
import dev.tributary.ingest.mqtt.Mqtt;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ends of a gateway, as far as they are switched on. */
final class Ends {
  private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

  private final List<EndState> states = new ArrayList<>();
  private final List<String> switchedOff = new ArrayList<>();
  private final Mqtt mqtt;
  private final CoapEnd coap;
  private final HttpEnd http;

  /**
   * @param byHand whether they open nothing and are handed their messages
   */
  Ends(
      Settings.Tributary settings,
      AddressTemplates addresses,
      Intake intake,
      Downstream downstream,
      boolean byHand) {
    int most = settings.maxPayloadBytes();
    if (settings.mqtt().brokerUrl().isEmpty()) {
      off("mqtt");
      mqtt = null;
    } else {
      mqtt = new Mqtt(settings, addresses, intake, downstream, byHand);
      states.add(mqtt.state());
    }
    if (settings.coap().port().isEmpty() && settings.coap().securePort().isEmpty()) {
      off("coap");
      coap = null;
    } else {
      coap = new CoapEnd(settings.coap(), most, addresses, intake, byHand);
      states.add(coap);
    }
    if (settings.http().port().isEmpty()) {
      off("http");
      http = null;
    } else {
      http = new HttpEnd(settings.http(), most, intake, byHand);
      states.add(http);
    }
  }

  private void off(String end) {
    LOG.info("The end {} is switched off: its address or port is empty", end);
    switchedOff.add("ingest-" + end);
  }

  void bind(CamelContext camel) {
    if (mqtt != null) {
      mqtt.bind(camel);
    }
    if (coap != null) {
      camel.addComponent("coap", coap.component());
    }
    if (http != null) {
      camel.getRegistry().bind(HttpEnd.NAME, http);
    }
  }

  List<EndState> states() {
    return states;
  }

  /** The ids of the routes that are left out. */
  List<String> switchedOff() {
    return switchedOff;
  }

  /** Null where it is off. */
  Mqtt mqtt() {
    return mqtt;
  }

  boolean hasMqtt() {
    return mqtt != null;
  }

  /** The end of a protocol that is switched on. */
  ByHand of(Protocol protocol) {
    return switch (protocol) {
      case MQTT -> mqtt;
      case COAP -> coap;
      case HTTP -> http;
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
