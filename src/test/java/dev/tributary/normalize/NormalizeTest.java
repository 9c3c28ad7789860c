package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Event;
import dev.tributary.contract.Variables;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the route normalize hands to the next: the contract of the stage. */
class NormalizeTest {
  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void theBodyIsTheListOfEventsInTheOrderOfThePayload() {
    Exchange exchange = route.send("{\"temp\":21.5,\"humidity\":40}");

    assertThat(NormalizeRoute.events(exchange))
        .extracting(Event::kind)
        .containsExactly("temperature", "humidity");
    assertThat(exchange.getVariable(Variables.MAPPING)).isNotNull();
  }

  @Test
  void whatTheGatewayKnowsOfTheMessageIsInEveryEvent() {
    List<Event> events = NormalizeRoute.events(route.send("{\"temp\":21.5,\"humidity\":40}"));

    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.device()).isEqualTo("dev-1");
              assertThat(event.region()).isEqualTo("unknown");
              assertThat(event.received()).isEqualTo(NormalizeRoute.RECEIVED);
              assertThat(event.source().protocol()).isEqualTo("mqtt");
            });
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
  }
}
