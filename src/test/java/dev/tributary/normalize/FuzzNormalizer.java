package dev.tributary.normalize;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Event;
import dev.tributary.contract.EventJson;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.camel.Exchange;

/** The whole route normalize; the way of a {@link FuzzInput} is the content type and address. */
public final class FuzzNormalizer {
  private static final Set<Reason> REASONS =
      EnumSet.of(
          Reason.UNREADABLE,
          Reason.UNMAPPED,
          Reason.INVALID,
          Reason.BAD_IDENTITY,
          Reason.IDENTITY_MISMATCH,
          Reason.TOO_LARGE);
  private static final String[] TYPES = {
    null,
    "application/json",
    "application/cbor",
    "text/plain",
    "application/senml+json",
    "application/senml+cbor"
  };
  private static final ObjectMapper JSON = new ObjectMapper();
  private static NormalizeRoute started;

  private FuzzNormalizer() {}

  /** How many ways there are to send a payload. */
  static int ways() {
    return 2 * TYPES.length;
  }

  static int way(String contentType, boolean gateway) {
    return Arrays.asList(TYPES).indexOf(contentType) + (gateway ? TYPES.length : 0);
  }

  /** Before the clock runs: Camel takes its time to start. */
  public static void fuzzerInitialize() {
    started = new NormalizeRoute("publish");
  }

  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    FuzzInput input = FuzzInput.of(data);
    if (input != null) {
      input.check(() -> send(started, input.payload(), input.way() % ways()));
    }
  }

  /** Events that can be written and read, or one of the reasons that a payload can have. */
  static void send(NormalizeRoute route, byte[] payload, int way) throws IOException {
    boolean gateway = way >= TYPES.length;
    Exchange exchange =
        route.send(
            payload,
            TYPES[way % TYPES.length],
            e -> {
              if (gateway) {
                e.setVariable(Variables.ADDRESS, "gateways/gw-1/telemetry");
                e.removeVariable(Variables.DEVICE);
              }
            });
    route.ignored.clear();
    route.rejected.clear();
    if (exchange.getException() instanceof Rejection rejection) {
      if (!REASONS.contains(rejection.reason()) || rejection.getMessage().length() > 1000) {
        throw rejection;
      }
    } else {
      for (Event event : NormalizeRoute.events(exchange)) {
        JSON.readTree(EventJson.write(event));
      }
    }
  }
}
