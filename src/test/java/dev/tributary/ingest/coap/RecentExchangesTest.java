package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.util.Bytes;
import org.junit.jupiter.api.Test;

class RecentExchangesTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final RecentExchanges recent = new RecentExchanges(3, Duration.ofMinutes(4));

  @Test
  void findsTheFirstExchangeOfAMessage() {
    Exchange first = exchange();

    assertThat(recent.findPrevious(key(1), first)).isNull();
    assertThat(recent.findPrevious(key(1), exchange())).isSameAs(first);
  }

  @Test
  void forgetsTheOldestWhenItIsFull() {
    for (int mid = 1; mid <= 5; mid++) {
      recent.findPrevious(key(mid), exchange());
    }

    assertThat(recent.size()).isEqualTo(3);
    assertThat(recent.findPrevious(key(3), exchange())).isNotNull();
    assertThat(recent.findPrevious(key(2), exchange())).isNull();
  }

  @Test
  void keepsTheReplacementWhenTheReplacedIsForgotten() {
    Exchange first = exchange();
    Exchange second = exchange();
    recent.findPrevious(key(1), first);
    recent.findPrevious(key(2), exchange());
    assertThat(recent.replacePrevious(key(1), first, second)).isTrue();
    recent.findPrevious(key(3), exchange());

    assertThat(recent.findPrevious(key(1), exchange())).isSameAs(second);
  }

  @Test
  void forgetsEverythingWhenCleared() {
    recent.findPrevious(key(1), exchange());
    recent.clear();

    assertThat(recent.isEmpty()).isTrue();
  }

  @Test
  void hearsADeviceThatSaysSomethingElseUnderTheSameMessageId() {
    Exchange first = exchange("21.5");
    Exchange second = exchange("22.5");
    recent.findPrevious(key(1), first);

    assertThat(recent.findPrevious(key(1), exchange("21.5"))).isSameAs(first);
    assertThat(recent.findPrevious(key(1), second)).isNull();
    assertThat(recent.findPrevious(key(1), exchange("22.5"))).isSameAs(second);
  }

  @Test
  void answersFromTheDatagramOfTheAnswerAlone() {
    Exchange first = exchange("21.5");
    recent.findPrevious(key(1), first);
    recent.answered(first, answer(CoAP.Type.ACK));

    Exchange again = recent.findPrevious(key(1), exchange("21.5"));

    assertThat(again).isNotSameAs(first);
    assertThat(again.getCurrentResponse().getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(again.getCurrentResponse().getMID()).isEqualTo(1);
    assertThat(again.getCurrentResponse().getDestinationContext().getPeerAddress()).isEqualTo(PEER);
  }

  @Test
  void acknowledgesAgainWhatItsSenderHasTheAnswerOf() {
    Exchange first = exchange("21.5");
    recent.findPrevious(key(1), first);
    recent.answered(first, AnsweredExchange.BY_ACKNOWLEDGEMENT);

    Exchange again = recent.findPrevious(key(1), exchange("21.5"));

    assertThat(again.getCurrentResponse()).isNull();
    assertThat(again.getCurrentRequest().isAcknowledged()).isTrue();
  }

  @Test
  void looksAgainAtWhatFailedOnItsWayIn() {
    Exchange first = exchange("21.5");
    recent.findPrevious(key(1), first);
    recent.forget(first);

    assertThat(recent.findPrevious(key(1), exchange("21.5"))).isNull();
  }

  @Test
  void tellsTheSessionsOfOneAddressApart() {
    Exchange first = exchange("21.5", session(1));
    recent.findPrevious(key(1), first);

    assertThat(recent.findPrevious(key(1), exchange("21.5", session(1)))).isSameAs(first);
    assertThat(recent.findPrevious(key(1), exchange("21.5", session(2)))).isNull();
  }

  private static EndpointContext session(int id) {
    return new DtlsEndpointContext(
        PEER, null, null, new Bytes(new byte[] {(byte) id}), 1, "cipher", 0);
  }

  private static byte[] answer(CoAP.Type type) {
    Response response = new Response(ResponseCode.CHANGED);
    response.setType(type);
    response.setMID(1);
    response.setToken(Token.EMPTY);
    return new UdpDataSerializer().getByteArray(response);
  }

  private static Exchange exchange(String datagram) {
    return exchange(datagram, new AddressEndpointContext(PEER));
  }

  private static Exchange exchange(String datagram, EndpointContext from) {
    Request request = Request.newPost();
    request.setMID(1);
    request.setSourceContext(from);
    request.setBytes(datagram.getBytes(US_ASCII));
    return new Exchange(request, PEER, Exchange.Origin.REMOTE, null);
  }

  private static KeyMID key(int mid) {
    return new KeyMID(mid, PEER);
  }

  private static Exchange exchange() {
    return new Exchange(Request.newPost(), PEER, Exchange.Origin.REMOTE, null);
  }
}
