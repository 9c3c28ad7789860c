package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
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
    assertThat(recent.find(key(1))).isSameAs(first);
    assertThat(recent.find(key(2))).isNull();
  }

  @Test
  void forgetsTheOldestWhenItIsFull() {
    for (int mid = 1; mid <= 5; mid++) {
      recent.findPrevious(key(mid), exchange());
    }

    assertThat(recent.size()).isEqualTo(3);
    assertThat(recent.find(key(2))).isNull();
    assertThat(recent.find(key(3))).isNotNull();
  }

  @Test
  void keepsTheReplacementWhenTheReplacedIsForgotten() {
    Exchange first = exchange();
    Exchange second = exchange();
    recent.findPrevious(key(1), first);
    recent.findPrevious(key(2), exchange());
    assertThat(recent.replacePrevious(key(1), first, second)).isTrue();
    recent.findPrevious(key(3), exchange());

    assertThat(recent.find(key(1))).isSameAs(second);
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

  private static Exchange exchange(String datagram) {
    Request request = Request.newPost();
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
