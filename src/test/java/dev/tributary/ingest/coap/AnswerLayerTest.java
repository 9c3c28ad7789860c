package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.junit.jupiter.api.Test;

class AnswerLayerTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final RecentExchanges recent = new RecentExchanges(10, Duration.ofMinutes(4));
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private final AnswerLayer layer = new AnswerLayer(recent, unconfirmed, 2);

  AnswerLayerTest() {
    layer.setLowerLayer(new Wire());
    layer.setUpperLayer(new Faulty());
  }

  @Test
  void answersInTheAcknowledgementWhereThereIsNoneYet() {
    assertThat(answer(exchange(1, false)).getType()).isEqualTo(CoAP.Type.ACK);
    assertThat(unconfirmed).hasValue(0);
  }

  @Test
  void asksForNoMoreConfirmationsThanItWaitsFor() {
    Response first = answer(exchange(1, true));
    Response second = answer(exchange(2, true));
    assertThat(first.getType()).isEqualTo(CoAP.Type.CON);
    assertThat(second.getType()).isEqualTo(CoAP.Type.CON);
    assertThat(answer(exchange(3, true)).getType()).isEqualTo(CoAP.Type.NON);

    first.acknowledge();
    second.setTimedOut(true);

    assertThat(unconfirmed).hasValue(0);
    assertThat(answer(exchange(4, true)).getType()).isEqualTo(CoAP.Type.CON);
  }

  @Test
  void neverRepeatsWhatWouldBeMoreThanThreeTimesTheRequest() {
    assertThat(answer(exchange(1, true, 8)).getType()).isEqualTo(CoAP.Type.CON);
    assertThat(answer(exchange(2, true, 7)).getType()).isEqualTo(CoAP.Type.NON);
    assertThat(unconfirmed).hasValue(1);
  }

  @Test
  void cutsATextToWhatTheRequestAllowsAndToWholeCharacters() {
    assertThat(text(40, "unreadable: 20 °C, ....")).isEqualTo("unreadable: 20 °C, ....");
    assertThat(text(13, "unreadable: 20 °C, ....")).isEqualTo("unreadable: 20 °C, ....");
    assertThat(text(7, "unreadable: 20 °C, ....")).isEqualTo("unreadable: 20 ");
    assertThat(text(5, "unreadable: 20 °C, ....")).isEmpty();
  }

  private String text(int datagram, String text) {
    Response response = new Response(ResponseCode.BAD_REQUEST);
    response.setPayload(text);
    layer.sendResponse(exchange(1, false, datagram), response);
    return response.getPayloadString();
  }

  @Test
  void keepsTheExchangeUntilItsResponseIsConfirmed() {
    Exchange first = exchange(1, true);
    recent.findPrevious(key(1), first);
    Response response = answer(first);
    assertThat(recent.findPrevious(key(1), exchange(1, false))).isSameAs(first);

    response.acknowledge();

    Exchange again = recent.findPrevious(key(1), exchange(1, false));
    assertThat(again).isNotSameAs(first);
    assertThat(again.getCurrentRequest().isAcknowledged()).isTrue();
  }

  @Test
  void forgetsWhatFailsOnItsWayIn() {
    Exchange first = exchange(1, false);
    recent.findPrevious(key(1), first);

    assertThatThrownBy(() -> layer.receiveRequest(first, first.getRequest()))
        .hasMessage("a fault further up");
    assertThat(recent.isEmpty()).isTrue();
  }

  private Response answer(Exchange exchange) {
    Response response = new Response(ResponseCode.CHANGED);
    layer.sendResponse(exchange, response);
    return response;
  }

  private static Exchange exchange(int mid, boolean acknowledged) {
    return exchange(mid, acknowledged, 26);
  }

  private static Exchange exchange(int mid, boolean acknowledged, int datagram) {
    Request request = Request.newPost();
    request.setType(CoAP.Type.CON);
    request.setMID(mid);
    request.setSourceContext(new AddressEndpointContext(PEER));
    request.setAcknowledged(acknowledged);
    request.setToken(Token.EMPTY);
    request.setBytes(new byte[datagram]);
    return new Exchange(request, PEER, Exchange.Origin.REMOTE, null);
  }

  private static KeyMID key(int mid) {
    return new KeyMID(mid, PEER);
  }

  /** Where everything has been sent once it was handed over. */
  private static final class Wire extends AbstractLayer {
    @Override
    public void sendResponse(Exchange exchange, Response response) {
      exchange.setCurrentResponse(response);
    }
  }

  private static final class Faulty extends AbstractLayer {
    @Override
    public void receiveRequest(Exchange exchange, Request request) {
      throw new IllegalStateException("a fault further up");
    }
  }
}
