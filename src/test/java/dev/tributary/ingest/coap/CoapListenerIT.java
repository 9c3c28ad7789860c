package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.time.Duration;
import java.util.List;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoapListenerIT {
  private static final String ADDRESS = "devices/dev-1/telemetry";

  private CoapWorld world;

  @BeforeEach
  void open() throws Exception {
    world = CoapWorld.open();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {"POST", "PUT"})
  void answersChangedOnceTheRouteIsThrough(Code code) throws Exception {
    Request request = new Request(code);
    request.setPayload("{\"temperature\":21.5}");
    request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);

    CoapResponse response =
        world.send(request, "regions/eu-west/devices/dev-1/telemetry?a=b&kafka.KEY=x");

    assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(response.getPayload()).isEmpty();
    Route.Seen seen = world.route.seen.get(0);
    assertThat(seen.body()).isEqualTo("{\"temperature\":21.5}".getBytes(UTF_8));
    assertThat(seen.headers()).isEmpty();
    assertThat(seen.variables())
        .containsEntry("protocol", "coap")
        .containsEntry("address", "regions/eu-west/devices/dev-1/telemetry")
        .containsEntry("device", "dev-1")
        .containsEntry("region", "eu-west")
        .containsEntry("content-type", "application/json")
        .containsKeys("payload", "received")
        .hasSize(7);
  }

  @Test
  void countsWhatItRefusesBeforeItIsAMessage() throws Exception {
    Request proxied = Request.newPost();
    proxied.getOptions().setIfNoneMatch(true);

    assertThat(world.send(proxied, ADDRESS).getCode()).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(world.post("nowhere", "1").getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(world.send(Request.newDelete(), ADDRESS).getCode())
        .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    assertThat(world.refused)
        .containsExactly(Reason.UNSUPPORTED_FORMAT, Reason.NOT_FOUND, Reason.METHOD_NOT_ALLOWED);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void answersEveryReasonWithItsCode(Reason reason) throws Exception {
    world.route.answersWith(Outcome.refused(reason, "because", Duration.ofMillis(2500)));

    CoapResponse response = world.post(ADDRESS, "1");

    assertThat(response.getCode().text).isEqualTo(reason.coapCode());
    assertThat(response.getResponseText()).isEqualTo(reason.word() + ": because");
    boolean later = reason.httpStatus() == 429 || reason.httpStatus() == 503;
    assertThat(response.getOptions().hasMaxAge()).isEqualTo(later);
    if (later) {
      assertThat(response.getOptions().getMaxAge()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, devices/dev-1/telemetry, METHOD_NOT_ALLOWED",
    "DELETE, devices/dev-1/telemetry, METHOD_NOT_ALLOWED",
    "FETCH, devices/dev-1/telemetry, METHOD_NOT_ALLOWED",
    "POST, devices/dev-1, NOT_FOUND",
    "GET, devices, NOT_FOUND",
    "POST, devices/dev-1/telemetry/temperature/x, NOT_FOUND",
    "POST, .well-known/core, NOT_FOUND",
  })
  void refusesWhatIsNoPlaceForTelemetry(Code code, String address, ResponseCode expected)
      throws Exception {
    Request request = new Request(code);

    assertThat(world.send(request, address).getCode()).isEqualTo(expected);
    assertThat(world.route.seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, text/plain",
    "50, application/json",
    "60, application/cbor",
    "110, application/senml+json",
    "112, application/senml+cbor",
  })
  void namesTheMediaTypeOfAContentFormat(int format, String mediaType) throws Exception {
    Request request = Request.newPost();
    request.setPayload("1");
    request.getOptions().setContentFormat(format);

    assertThat(world.send(request, ADDRESS).getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.route.seen.get(0).variables()).containsEntry("content-type", mediaType);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 42, 310, 11542, 65000})
  void refusesAnUnknownContentFormat(int format) throws Exception {
    Request request = Request.newPost();
    request.setPayload("1");
    request.getOptions().setContentFormat(format);

    CoapResponse response = world.send(request, ADDRESS);

    assertThat(response.getCode()).isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(response.getResponseText()).contains("0 50 60 110 112").contains("" + format);
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void refusesCriticalOptionsItDoesNotHeed() throws Exception {
    Request request = Request.newPut();
    request.setPayload("1");
    request.getOptions().setIfNoneMatch(true);

    assertThat(world.send(request, ADDRESS).getCode()).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void sendsTheEmptyAcknowledgementAheadOfALateAnswer() throws Exception {
    world.route.holds();
    Request request = Request.newPost();
    request.setURI(world.uri(ADDRESS));
    request.setPayload("1");
    Answer answer = new Answer();
    world.client.advanced(answer, request);

    await().until(request::isAcknowledged);
    assertThat(answer.response).isNull();

    world.route.release();
    await().until(() -> answer.response != null);
    assertThat(answer.response.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(answer.response.advanced().getType()).isEqualTo(CoAP.Type.CON);
    assertThat(world.route.seen).hasSize(1);
  }

  @Test
  void answersInTheAcknowledgementWhenTheRouteIsFast() throws Exception {
    assertThat(world.post(ADDRESS, "1").advanced().getType()).isEqualTo(CoAP.Type.ACK);
  }

  @Test
  void answersNonConfirmableRequestsTheSame() throws Exception {
    Request request = Request.newPost();
    request.setConfirmable(false);
    request.setPayload("1");

    CoapResponse response = world.send(request, ADDRESS);

    assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(response.advanced().getType()).isEqualTo(CoAP.Type.NON);
  }

  @Test
  void answersEvenWhoAsksForNoResponse() throws Exception {
    Request request = Request.newPost();
    request.setConfirmable(false);
    request.setPayload("1");
    request.getOptions().setNoResponse(26);

    assertThat(world.send(request, "nowhere").getCode()).isEqualTo(ResponseCode.NOT_FOUND);
  }

  @Test
  void takesAPayloadInBlocksUpToTheLimit() throws Exception {
    String payload = "x".repeat(CoapWorld.MAX_PAYLOAD);

    assertThat(world.post(ADDRESS, payload).getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.route.seen).hasSize(1);
    assertThat(world.route.seen.get(0).body()).isEqualTo(payload.getBytes(UTF_8));
  }

  @Test
  void refusesALargerPayloadAndSaysHowMuchItTakes() throws Exception {
    CoapResponse response = world.post(ADDRESS, "x".repeat(CoapWorld.MAX_PAYLOAD + 1));

    assertThat(response.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    assertThat(response.getOptions().getSize1()).isEqualTo(CoapWorld.MAX_PAYLOAD);
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void refusesAtOnceWhileKafkaIsGone() throws Exception {
    world.available = false;

    CoapResponse response = world.post(ADDRESS, "1");

    assertThat(response.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(response.getOptions().getMaxAge()).isEqualTo(1);
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void asksToTryAgainWhileTheRouteIsExchanged() throws Exception {
    int port = world.port();
    world.camel.getRouteController().stopRoute("ingest-coap");

    CoapResponse response = world.post(ADDRESS, "1");
    assertThat(response.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(response.getOptions().getMaxAge()).isEqualTo(1);
    assertThat(world.end.ready()).isFalse();

    world.camel.getRouteController().startRoute("ingest-coap");
    assertThat(world.port()).isEqualTo(port);
    assertThat(world.end.ready()).isTrue();
    assertThat(world.post(ADDRESS, "1").getCode()).isEqualTo(ResponseCode.CHANGED);
  }

  @Test
  void listsItsAddresses() throws Exception {
    CoapResponse response = world.send(Request.newGet(), ".well-known/core");

    assertThat(response.getCode()).isEqualTo(ResponseCode.CONTENT);
    assertThat(response.getOptions().getContentFormat())
        .isEqualTo(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
    assertThat(List.of(response.getResponseText().split(",")))
        .hasSize(4)
        .contains(
            "</devices/%7Bdevice%7D/telemetry>;rt=\"tributary.ingest\""
                + ";title=\"/devices/{device}/telemetry\";ct=\"0 50 60 110 112\"");
  }

  private static final class Answer implements CoapHandler {
    volatile CoapResponse response;

    @Override
    public void onLoad(CoapResponse loaded) {
      response = loaded;
    }

    @Override
    public void onError() {}
  }
}
