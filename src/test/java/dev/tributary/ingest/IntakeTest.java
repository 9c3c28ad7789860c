package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<AsyncCallback> held = new ArrayList<>();
  private boolean kafka = true;

  @BeforeEach
  void startARouteThatHoldsWhatComes() throws Exception {
    AsyncProcessor hold =
        new AsyncProcessorSupport() {
          @Override
          public boolean process(Exchange exchange, AsyncCallback callback) {
            held.add(callback);
            return false;
          }
        };
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").process(hold);
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() throws Exception {
    held.forEach(callback -> callback.done(false));
    camel.close();
  }

  @Test
  void refuseASenderThatWaitsWhereThereIsNoRoomAndHoldAReplayedMessage() {
    Intake intake = Intakes.of(downstream(), 1, 100, unobserved(), null);
    CompletableFuture<Outcome> first = accept(intake, 0);

    CompletableFuture<Outcome> second = accept(intake, 0);
    CompletableFuture<Outcome> replayed = accept(intake, 1);

    assertThat(second.join().reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(first).isNotDone();
    assertThat(replayed).isNotDone();
    assertThat(held).hasSize(2);
    assertThat(intake.hasRoom(1)).as("what a replay asks before it sends").isFalse();
  }

  @Test
  void refuseASenderThatWaitsWhileKafkaIsAwayAndHoldAReplayedMessage() {
    kafka = false;
    Intake intake = Intakes.of(downstream(), 10, 100, unobserved(), null);

    assertThat(accept(intake, 0).join().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(accept(intake, 1)).isNotDone();
  }

  @Test
  void keepNobodyWaitingButAReplayedMessage() {
    Intake intake = Intakes.of(downstream(), 10, 100, unobserved(), Duration.ofMillis(1));
    CompletableFuture<Outcome> replayed = accept(intake, 1);

    Outcome waited = accept(intake, 0).join();

    assertThat(waited.detail()).contains("not known to be stored");
    assertThat(replayed).as("came first, and has no deadline").isNotDone();
    intake.close();
  }

  private CompletableFuture<Outcome> accept(Intake intake, int replayed) {
    Address address = new Address("devices/dev-1/telemetry", "dev-1", null, null, null);
    Arrival arrival =
        new Arrival(
            Protocol.HTTP,
            address,
            new byte[1],
            null,
            null,
            Instant.EPOCH,
            false,
            null,
            null,
            replayed);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    DefaultConsumer end = (DefaultConsumer) camel.getRoute("in").getConsumer();
    intake.accept(end, arrival, outcome::complete);
    return outcome;
  }

  private Downstream downstream() {
    return new Downstream() {
      @Override
      public boolean available() {
        return kafka;
      }

      @Override
      public String why() {
        return "";
      }
    };
  }

  private static MessageObserver unobserved() {
    return new MessageObserver() {};
  }
}
