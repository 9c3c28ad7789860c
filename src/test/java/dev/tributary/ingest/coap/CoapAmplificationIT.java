package dev.tributary.ingest.coap;

import static dev.tributary.ingest.coap.Datagram.ACCEPT;
import static dev.tributary.ingest.coap.Datagram.BLOCK1;
import static dev.tributary.ingest.coap.Datagram.BLOCK2;
import static dev.tributary.ingest.coap.Datagram.CONTENT_FORMAT;
import static dev.tributary.ingest.coap.Datagram.PROXY_SCHEME;
import static dev.tributary.ingest.coap.Datagram.PROXY_URI;
import static dev.tributary.ingest.coap.Datagram.Q_BLOCK1;
import static dev.tributary.ingest.coap.Datagram.SIZE1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.ingest.coap.Volley.Echo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.config.CoapConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The sender of a datagram may have forged its address. Whoever is at that address gets at most
 * three times the bytes that came in its name, however often we repeat what nobody confirms.
 */
class CoapAmplificationIT {
  private static final int MOST = 3;
  private static final int RANDOM = Integer.getInteger("coap.fuzz", 20_000) / 10;
  private static final long SEED = Long.getLong("coap.fuzz.seed", System.nanoTime());

  /** The four repetitions of a response take half a second, the longest pause between them less. */
  private static final int ACK_TIMEOUT_MILLIS = 20;

  private static final int QUIET_MILLIS = 1_000;
  private static final int[] TOKENS = {0, 1, 4, 8};

  private CoapWorld world;

  @BeforeEach
  void open() throws Exception {
    world =
        CoapWorld.open(
            config ->
                config.set(CoapConfig.ACK_TIMEOUT, ACK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void sendsAtMostThreeTimesWhatAnAddressSent() throws Exception {
    assertBounded(requests());
  }

  /** With each of them once in the acknowledgement and once by itself, repeated and unconfirmed. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void sendsAtMostThreeTimesWhatAnAddressSentForEveryReason(Reason reason) throws Exception {
    world.route.answersWith(
        Outcome.refused(reason, "why it is refused, ".repeat(20), Duration.ofDays(30)));
    List<byte[]> posts = posts();
    assertBounded(posts);
    world.route.takes(Duration.ofMillis(300));
    assertBounded(posts);
  }

  @Test
  void sendsAtMostThreeTimesWhatAnAddressSentHoweverLateItAnswers() throws Exception {
    world.route.takes(Duration.ofMillis(300));
    List<Echo> echoes = assertBounded(posts());
    assertThat(echoes).as("answers that are repeated").anyMatch(echo -> echo.datagrams() == 6);
  }

  @Test
  void sendsAtMostThreeTimesWhatAnAddressSentAtRandom() throws Exception {
    AnyDatagram any = new AnyDatagram(new Random(SEED));
    world.route.takes(Duration.ofMillis(250));
    assertBounded(Stream.generate(any::next).limit(RANDOM).map(AnyDatagram.Sent::bytes).toList());
  }

  private List<Echo> assertBounded(List<byte[]> datagrams) throws Exception {
    List<Echo> echoes = Volley.of(world.port(), datagrams, QUIET_MILLIS);
    Echo worst = echoes.stream().max(Comparator.comparingDouble(Echo::factor)).orElseThrow();
    System.getLogger("test").log(System.Logger.Level.INFO, "most comes back of: {0}", worst);
    assertThat(worst.factor()).as("seed %d: %s", SEED, worst).isLessThanOrEqualTo(MOST);
    return echoes;
  }

  /** Everything that has an answer of its own. */
  private static List<byte[]> requests() {
    List<Datagram> requests = new ArrayList<>();
    for (CoAP.Type type : CoAP.Type.values()) {
      requests.add(Datagram.of(type, 0, 1));
      for (int code = 1; code < 256; code++) {
        requests.add(Datagram.of(type, code, 1));
      }
      for (int tokenLength : TOKENS) {
        int[] token = new int[tokenLength];
        for (int szx = 0; szx < 8; szx++) {
          for (int num = 0; num < 3; num++) {
            requests.add(listing(type).token(token).option(BLOCK2, (num << 4) | szx));
          }
        }
        requests.add(listing(type).token(token));
        requests.add(listing(type).token(token).option(ACCEPT, 40));
        requests.add(listing(type).token(token).option(ACCEPT, 50));
        for (Code code : Code.values()) {
          requests.add(Datagram.of(type, code.value, 1).token(token));
          requests.add(Datagram.of(type, code.value, 1).token(token).path("a"));
          requests.add(Datagram.of(type, code.value, 1).token(token).path("d/1"));
          requests.add(
              Datagram.of(type, code.value, 1).token(token).path("devices/dev-1/telemetry"));
        }
        for (int number : new int[] {1, 5, 9, 13, Q_BLOCK1, 31, 33, 267, 269, 65001, 65535}) {
          requests.add(Datagram.of(type, 2, 1).token(token).option(number));
        }
        requests.add(Datagram.of(type, 2, 1).token(token).option(PROXY_URI, 'a'));
        requests.add(Datagram.of(type, 2, 1).token(token).option(PROXY_SCHEME, 'a'));
        requests.add(Datagram.of(type, 2, 1).token(token).option(CONTENT_FORMAT, 255, 255));
        requests.add(tiny(type).token(token).option(CONTENT_FORMAT, 255, 255));
        for (int block = 0; block < 256; block++) {
          requests.add(tiny(type).token(token).option(BLOCK1, block));
        }
        requests.add(tiny(type).token(token).option(BLOCK1, 0x08).payload("x".repeat(16)));
        requests.add(tiny(type).token(token).option(BLOCK1, 0).option(SIZE1, 255, 255, 255));
        requests.add(tiny(type).token(token).option(BLOCK1, 255, 255, 255));
        requests.add(tiny(type).token(token).payload("x".repeat(CoapWorld.MAX_PAYLOAD + 1)));
      }
    }
    return requests.stream().map(Datagram::bytes).toList();
  }

  /** Messages that the route gets, the shortest first. */
  private static List<byte[]> posts() {
    List<Datagram> posts = new ArrayList<>();
    for (CoAP.Type type : List.of(CoAP.Type.CON, CoAP.Type.NON)) {
      for (int tokenLength = 0; tokenLength <= 8; tokenLength++) {
        int[] token = new int[tokenLength];
        posts.add(tiny(type).token(token));
        posts.add(tiny(type).token(token).payload("1"));
        posts.add(tiny(type).token(token).option(BLOCK1));
        posts.add(tiny(type).token(token).option(BLOCK1, 0x06).payload("x".repeat(1000)));
        posts.add(Datagram.post(type, 1).token(token));
        posts.add(Datagram.post(type, 1).token(token).payload("x".repeat(100)));
      }
    }
    return posts.stream().map(Datagram::bytes).toList();
  }

  private static Datagram listing(CoAP.Type type) {
    return Datagram.of(type, Code.GET.value, 1).path(".well-known/core");
  }

  /** To the shortest address that a template can have. */
  private static Datagram tiny(CoAP.Type type) {
    return Datagram.of(type, Code.POST.value, 1).path("d");
  }
}
