package dev.tributary.ingest.coap;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Intakes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;

/** The CoAP end on a free port before a route that the test holds, and a client. */
final class CoapWorld implements AutoCloseable {
  static final int MAX_PAYLOAD = 16 * 1024;

  private static final List<String> TEMPLATES =
      List.of(
          "devices/{device}/telemetry",
          "devices/{device}/telemetry/{kind}",
          "gateways/{gateway}/telemetry",
          "regions/{region}/devices/{device}/telemetry");

  /** With the shortest address that there can be. */
  private static final List<String> WITH_A_SHORT_ONE =
      Stream.concat(TEMPLATES.stream(), Stream.of("{device}")).toList();

  final Route route = new Route();

  /** The reason of each refusal, as the metrics would count it. */
  final List<Reason> refused = Collections.synchronizedList(new ArrayList<>());

  final CoapListener end;
  final DefaultCamelContext camel = new DefaultCamelContext();
  final CoapClient client = new CoapClient();
  volatile boolean available = true;

  private CoapWorld(Settings.Coap settings, List<String> templates, Consumer<Configuration> tuning)
      throws Exception {
    Downstream kafka =
        new Downstream() {
          @Override
          public boolean available() {
            return available;
          }

          @Override
          public String why() {
            return available ? "" : "switched off by the test";
          }
        };
    Intake intake = Intakes.of(kafka, 1000, 1L << 20, new Refused(), null);
    end = new CoapListener(settings, MAX_PAYLOAD, AddressTemplates.parse(templates), intake);
    tuning.accept(end.configuration());
    camel.addComponent("coap", end.component());
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("coap://127.0.0.1:0/").routeId("ingest-coap").process(route);
          }
        });
    camel.start();
    client.setEndpoint(
        CoapEndpoint.builder().setConfiguration(Configuration.createStandardWithoutFile()).build());
    client.setTimeout(10_000L);
  }

  static CoapWorld open() throws Exception {
    return new CoapWorld(plain(), TEMPLATES, config -> {});
  }

  /** With Californium set up differently, and one more address: a device alone. */
  static CoapWorld open(Consumer<Configuration> tuning) throws Exception {
    return new CoapWorld(plain(), WITH_A_SHORT_ONE, tuning);
  }

  /** With CoAPS as well. */
  static CoapWorld open(Path pskFile, Settings.Tls tls) throws Exception {
    return new CoapWorld(settings(OptionalInt.of(0), pskFile, tls), TEMPLATES, config -> {});
  }

  private static Settings.Coap plain() {
    return settings(OptionalInt.empty(), null, new Settings.Tls(null, null, null));
  }

  private static Settings.Coap settings(OptionalInt securePort, Path psks, Settings.Tls tls) {
    return new Settings.Coap(
        "127.0.0.1", OptionalInt.of(0), securePort, psks, Duration.ofMillis(200), tls);
  }

  int port() {
    return end.port().orElseThrow();
  }

  String uri(String address) {
    return "coap://127.0.0.1:" + port() + "/" + address;
  }

  String secureUri(String address) {
    return "coaps://127.0.0.1:" + end.securePort().orElseThrow() + "/" + address;
  }

  CoapResponse send(Request request, String address) throws Exception {
    request.setURI(uri(address));
    return client.advanced(request);
  }

  CoapResponse post(String address, String payload) throws Exception {
    Request request = Request.newPost();
    request.setPayload(payload);
    return send(request, address);
  }

  @Override
  public void close() throws Exception {
    client.shutdown();
    camel.close();
  }

  private final class Refused implements MessageObserver {
    @Override
    public void arrived(Arrival arrival) {}

    @Override
    public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
      if (!outcome.isStored()) {
        refused.add(outcome.reason());
      }
    }
  }
}
