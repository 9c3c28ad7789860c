package dev.tributary.ingest.coap;

import static dev.tributary.ingest.coap.Datagram.ACCEPT;
import static dev.tributary.ingest.coap.Datagram.BLOCK1;
import static dev.tributary.ingest.coap.Datagram.BLOCK2;
import static dev.tributary.ingest.coap.Datagram.CONTENT_FORMAT;
import static dev.tributary.ingest.coap.Datagram.PROXY_SCHEME;
import static dev.tributary.ingest.coap.Datagram.PROXY_URI;
import static dev.tributary.ingest.coap.Datagram.Q_BLOCK1;
import static dev.tributary.ingest.coap.Datagram.SIZE1;
import static dev.tributary.ingest.coap.Datagram.URI_HOST;
import static dev.tributary.ingest.coap.Datagram.URI_PATH;
import static dev.tributary.ingest.coap.Datagram.URI_PORT;
import static dev.tributary.ingest.coap.Datagram.URI_QUERY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Reason;
import java.util.HexFormat;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7252, 4.2, 4.3 and 5.4, byte by byte. */
class CoapOptionsIT {
  private CoapWorld world;
  private RawPeer peer;

  @BeforeEach
  void open() throws Exception {
    world = CoapWorld.open();
    peer = new RawPeer(world.port());
  }

  @AfterEach
  void close() throws Exception {
    peer.close();
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9, 13, 19, 21, 25, 31, 33, 65, 253, 269, 2049, 65001, 65535})
  void refusesACriticalOptionThatItDoesNotUnderstand(int number) throws Exception {
    Message answer = peer.ask(Datagram.post(CoAP.Type.CON, 1).token(7).option(number));

    assertThat(code(answer)).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(answer.getType()).isEqualTo(CoAP.Type.ACK);
    assertThat(answer.getMID()).isEqualTo(1);
    assertThat(answer.getTokenString()).isEqualTo("07");
    assertThat(answer.getPayloadString()).isEqualTo("option " + number);
    assertThat(peer.isIgnored(Datagram.post(CoAP.Type.NON, 2).option(number))).isTrue();
    assertThat(world.route.seen).isEmpty();
    assertThat(world.refused).containsExactly(Reason.UNSUPPORTED_FORMAT, Reason.UNSUPPORTED_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 10, 14, 16, 20, 28, 252, 258, 2048, 65000})
  void takesNoNoticeOfAnElectiveOptionThatItDoesNotUnderstand(int number) throws Exception {
    byte[] anything = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    Message answer = peer.ask(Datagram.post(CoAP.Type.CON, 1).option(number, anything));

    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.route.seen).hasSize(1);
  }

  @Test
  void neverTakesAPartOfAQBlockUploadForAMessage() throws Exception {
    for (int number = 0; number < 3; number++) {
      int block = (number << 4) | (number < 2 ? 8 : 0);
      Message answer =
          peer.ask(
              Datagram.post(CoAP.Type.CON, number).option(Q_BLOCK1, block).option(BLOCK1, block));
      assertThat(code(answer)).isEqualTo(ResponseCode.BAD_OPTION);
      assertThat(peer.isIgnored(Datagram.post(CoAP.Type.NON, 10 + number).option(Q_BLOCK1, block)))
          .isTrue();
    }
    assertThat(world.route.seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ACK", "RST"})
  void processesNoRequestInWhatCanOnlyBeAnAnswer(CoAP.Type type) throws Exception {
    for (Code code : Code.values()) {
      Datagram request = Datagram.of(type, code.value, code.value).token(1);
      assertThat(peer.isIgnored(request.path("devices/dev-1/telemetry").payload("1"))).isTrue();
    }
    assertThat(peer.isIgnored(Datagram.post(type, 30).option(BLOCK1, 0x08))).isTrue();
    assertThat(peer.isIgnored(Datagram.post(type, 31).option(Q_BLOCK1, 0x08))).isTrue();
    assertThat(world.route.seen).isEmpty();
    assertThat(world.refused).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {URI_HOST, URI_PORT, ACCEPT, BLOCK1, BLOCK2, PROXY_URI, PROXY_SCHEME})
  void refusesACriticalOptionThatStandsTwice(int number) throws Exception {
    Datagram twice = Datagram.post(CoAP.Type.CON, 1).option(number, 0).option(number, 0);
    assertThat(code(peer.ask(twice))).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(peer.isIgnored(Datagram.post(CoAP.Type.NON, 2).option(number, 0).option(number, 0)))
        .isTrue();
    assertThat(world.route.seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    URI_HOST + ", 0",
    URI_HOST + ", 256",
    URI_PORT + ", 3",
    URI_PATH + ", 256",
    URI_QUERY + ", 256",
    ACCEPT + ", 3",
    BLOCK1 + ", 4",
    BLOCK2 + ", 4",
    PROXY_URI + ", 0",
    PROXY_URI + ", 1035",
    PROXY_SCHEME + ", 0",
    PROXY_SCHEME + ", 256",
  })
  void refusesACriticalOptionOfALengthThatItCannotHave(int number, int length) throws Exception {
    byte[] value = "x".repeat(length).getBytes(UTF_8);

    Message answer = peer.ask(Datagram.post(CoAP.Type.CON, 1).option(number, value));

    assertThat(code(answer)).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(answer.getPayloadString()).isEqualTo("option " + number);
    assertThat(peer.isIgnored(Datagram.post(CoAP.Type.NON, 2).option(number, value))).isTrue();
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void takesNoNoticeOfAnElectiveOptionThatStandsTwiceOrCannotHaveThatLength() throws Exception {
    Datagram twice =
        Datagram.post(CoAP.Type.CON, 1).option(CONTENT_FORMAT, 50).option(CONTENT_FORMAT);
    assertThat(code(peer.ask(twice))).isEqualTo(ResponseCode.CHANGED);
    Datagram tooLong = Datagram.post(CoAP.Type.CON, 2).option(CONTENT_FORMAT, 1, 2, 3);
    assertThat(code(peer.ask(tooLong))).isEqualTo(ResponseCode.CHANGED);
    Datagram hugeSize = Datagram.post(CoAP.Type.CON, 3).option(SIZE1, 1, 2, 3, 4, 5);
    assertThat(code(peer.ask(hugeSize))).isEqualTo(ResponseCode.CHANGED);

    assertThat(world.route.seen).hasSize(3);
    assertThat(world.route.seen.get(0).variables())
        .containsEntry("content-type", "application/json");
    assertThat(world.route.seen.get(1).variables()).doesNotContainKey("content-type");
  }

  @ParameterizedTest
  @EnumSource(
      value = CoAP.Type.class,
      names = {"CON", "NON"})
  void isNoProxy(CoAP.Type type) throws Exception {
    byte[] uri = "coap://other/devices/dev-1/telemetry".getBytes(UTF_8);
    Datagram byUri = Datagram.post(type, 1).option(PROXY_URI, uri);
    Datagram byScheme = Datagram.post(type, 2).option(PROXY_SCHEME, "coap".getBytes(UTF_8));
    Datagram inBlocks = Datagram.post(type, 3).option(PROXY_URI, uri).option(BLOCK1, 0);
    for (Datagram proxied : new Datagram[] {byUri, byScheme, inBlocks}) {
      assertThat(code(peer.ask(proxied))).isEqualTo(ResponseCode.PROXY_NOT_SUPPORTED);
    }
    assertThat(world.route.seen).isEmpty();
    assertThat(world.refused).hasSize(3).containsOnly(Reason.UNSUPPORTED_FORMAT);
  }

  @Test
  void isTheSameGatewayUnderEveryHostAndPort() throws Exception {
    Datagram named =
        Datagram.post(CoAP.Type.CON, 1)
            .option(URI_HOST, "iot.example.org".getBytes(UTF_8))
            .option(URI_PORT, 0x16, 0x33);

    assertThat(code(peer.ask(named))).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.route.seen).hasSize(1);
  }

  @Test
  void storesWhateverAnswerIsAcceptedForItsOwnHasNoPayload() throws Exception {
    Message answer = peer.ask(Datagram.post(CoAP.Type.CON, 1).option(ACCEPT, 60));

    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
    assertThat(answer.getPayloadSize()).isZero();
  }

  @Test
  void takesNoAskingForAFurtherBlockOfItsAnswerForAMessage() throws Exception {
    assertThat(code(peer.ask(Datagram.post(CoAP.Type.CON, 1).option(BLOCK2, 0x16))))
        .isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(world.route.seen).isEmpty();
    assertThat(code(peer.ask(Datagram.post(CoAP.Type.CON, 2).option(BLOCK2, 0x02))))
        .isEqualTo(ResponseCode.CHANGED);
  }

  @Test
  void listsItsAddressesInNoFormatButItsOwn() throws Exception {
    Datagram inJson = Datagram.of(CoAP.Type.CON, Code.GET.value, 1).path(".well-known/core");
    assertThat(code(peer.ask(inJson.option(ACCEPT, 50)))).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
    Datagram inLinks = Datagram.of(CoAP.Type.CON, Code.GET.value, 2).path(".well-known/core");
    assertThat(code(peer.ask(inLinks.option(ACCEPT, 40)))).isEqualTo(ResponseCode.CONTENT);
  }

  @Test
  void listsItsAddressesBlockByBlockForWhoeverAsks() throws Exception {
    StringBuilder links = new StringBuilder();
    boolean more = true;
    for (int block = 0; more; block++) {
      Datagram get = Datagram.of(CoAP.Type.CON, Code.GET.value, block).path(".well-known/core");
      int number = (block << 4) | 1;
      Message answer = peer.ask(get.option(BLOCK2, number >> 8, number));
      assertThat(code(answer)).isEqualTo(ResponseCode.CONTENT);
      assertThat(answer.getPayloadSize()).isLessThanOrEqualTo(32);
      assertThat(answer.getOptions().getBlock2().getNum()).isEqualTo(block);
      more = answer.getOptions().getBlock2().isM();
      links.append(answer.getPayloadString());
    }
    assertThat(links.toString().split(",")).hasSize(4).allMatch(link -> link.startsWith("</"));

    Datagram large = Datagram.of(CoAP.Type.CON, Code.GET.value, 998).path(".well-known/core");
    Message second = peer.ask(large.option(BLOCK2, 0x06));
    assertThat(second.getOptions().getBlock2().getSize()).isEqualTo(32);
    Datagram beyond = Datagram.of(CoAP.Type.CON, Code.GET.value, 999).path(".well-known/core");
    assertThat(code(peer.ask(beyond.option(BLOCK2, 0xFF, 0xF1))))
        .isEqualTo(ResponseCode.BAD_OPTION);
  }

  @Test
  void answersAnUnknownMethodAsOneThatIsNotAllowed() throws Exception {
    for (int method = Code.IPATCH.value + 1; method < Code.CUSTOM_30.value; method++) {
      Message answer =
          peer.ask(Datagram.of(CoAP.Type.CON, method, method).path("devices/a/telemetry"));
      assertThat(code(answer)).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
      assertThat(answer.getPayloadSize()).isZero();
      assertThat(peer.isIgnored(Datagram.of(CoAP.Type.NON, method, 100 + method))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a payload marker and no payload
        "40 02 00 01 FF",
        // the reserved delta, the reserved length
        "40 02 00 01 F0",
        "40 02 00 01 0F",
        // an option longer than the rest, an extended delta or length that is cut off
        "40 02 00 01 B7 64",
        "40 02 00 01 D0",
        "40 02 00 01 E0 01",
        "40 02 00 01 0D",
        "40 02 00 01 0E 01",
        // an option number beyond 65535
        "40 02 00 01 E0 FF FF",
        // a token longer than the rest, an empty message that is not, reserved codes
        "44 02 00 01 01",
        "40 00 00 01 01",
        "40 20 00 01",
        "40 E1 00 01",
        // answers to what nobody asked
        "40 44 00 01",
        "40 5F 00 01 FF",
      })
  void resetsWhatIsMalformedWithoutAWord(String hex) throws Exception {
    byte[] malformed = HexFormat.ofDelimiter(" ").parseHex(hex);
    peer.send(malformed);
    assertThat(peer.receive(10_000)).containsExactly(0x70, 0, 0, 1);
    if (!CoAP.isResponse(malformed[1])) {
      malformed[0] |= 0x10;
      assertThat(peer.isIgnored(malformed)).as("not confirmable").isTrue();
    }
    malformed[0] |= 0x20;
    assertThat(peer.isIgnored(malformed)).as("a reset").isTrue();
    malformed[0] ^= 0x10;
    assertThat(peer.isIgnored(malformed)).as("an acknowledgement").isTrue();
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void refusesMoreOptionsThanARequestHas() throws Exception {
    Datagram post = Datagram.post(CoAP.Type.CON, 1);
    for (int i = 0; i < 97; i++) {
      post.option(URI_QUERY);
    }
    assertThat(code(peer.ask(post))).isEqualTo(ResponseCode.CHANGED);
    assertThat(code(peer.ask(post.option(URI_QUERY)))).isEqualTo(ResponseCode.BAD_REQUEST);
  }

  @Test
  void answersABlockOfTheReservedSizeWithoutAWord() throws Exception {
    Message answer = peer.ask(Datagram.post(CoAP.Type.CON, 1).option(BLOCK1, 0x07));

    assertThat(code(answer)).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(answer.getPayloadSize()).isZero();
  }

  private static ResponseCode code(Message answer) {
    assertThat(answer).isInstanceOf(Response.class);
    return ((Response) answer).getCode();
  }
}
