package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Reason;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoapBlockwiseIT {
  private static final int BLOCK = 1024;
  private static final String ADDRESS = "devices/dev-1/telemetry";

  private final CoapClient byHand = new CoapClient();
  private CoapWorld world;

  @BeforeEach
  void open() throws Exception {
    world = CoapWorld.open();
    Configuration noBlocksOfItsOwn =
        Configuration.createStandardWithoutFile().set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 0);
    byHand.setEndpoint(CoapEndpoint.builder().setConfiguration(noBlocksOfItsOwn).build());
    byHand.setTimeout(10_000L);
  }

  @AfterEach
  void close() throws Exception {
    byHand.shutdown();
    world.close();
  }

  @Test
  void putsTheBlocksOfASenderTogether() throws Exception {
    assertThat(block(ADDRESS, 0, true).getCode()).isEqualTo(ResponseCode.CONTINUE);
    assertThat(block(ADDRESS, 1, true).getCode()).isEqualTo(ResponseCode.CONTINUE);
    assertThat(block(ADDRESS, 2, false).getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.route.seen).hasSize(1);
    assertThat(world.route.seen.get(0).body()).isEqualTo("x".repeat(3 * BLOCK).getBytes(UTF_8));
  }

  @Test
  void tellsUploadsOfASenderApartByTheirTags() throws Exception {
    for (int n = 0; n < 2; n++) {
      assertThat(tagged(1, n, "a").getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(tagged(2, n, "b").getCode()).isEqualTo(ResponseCode.CONTINUE);
    }
    assertThat(tagged(1, 2, "a").getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(tagged(2, 2, "b").getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(world.route.seen)
        .extracting(seen -> new String(seen.body(), UTF_8))
        .containsExactly("a".repeat(3 * BLOCK), "b".repeat(3 * BLOCK));
  }

  private CoapResponse tagged(int tag, int number, String text) throws Exception {
    Request request = Request.newPost();
    request
        .getOptions()
        .setBlock1(new BlockOption(BlockOption.size2Szx(BLOCK), number < 2, number))
        .addOtherOption(StandardOptionRegistry.REQUEST_TAG.create(new byte[] {(byte) tag}));
    request.setPayload(text.repeat(BLOCK));
    return send(request, ADDRESS);
  }

  @Test
  void refusesABlockOutOfOrder() throws Exception {
    assertThat(block(ADDRESS, 0, true).getCode()).isEqualTo(ResponseCode.CONTINUE);
    assertThat(block(ADDRESS, 2, false).getCode())
        .isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void stopsAnUploadThatGrowsPastTheLimitAndSaysWhatItTakes() throws Exception {
    int limit = CoapWorld.MAX_PAYLOAD / BLOCK;
    for (int n = 0; n < limit; n++) {
      assertThat(block(ADDRESS, n, true).getCode()).isEqualTo(ResponseCode.CONTINUE);
    }

    CoapResponse response = block(ADDRESS, limit, true);

    assertThat(response.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    assertThat(response.getOptions().getSize1()).isEqualTo(CoapWorld.MAX_PAYLOAD);
    assertThat(world.route.seen).isEmpty();
  }

  @Test
  void refusesADatagramBeyondTheLimit() throws Exception {
    Request request = Request.newPost();
    request.setPayload("x".repeat(CoapWorld.MAX_PAYLOAD + 1));
    request.setURI(world.uri(ADDRESS));

    CoapResponse response = byHand.advanced(request);

    assertThat(response.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    assertThat(response.getOptions().getSize1()).isEqualTo(CoapWorld.MAX_PAYLOAD);
  }

  @Test
  void refusesAnUploadAtItsFirstBlockIfNothingCanComeOfIt() throws Exception {
    assertThat(block("nowhere", 0, true).getCode()).isEqualTo(ResponseCode.NOT_FOUND);

    Request announced = first();
    announced.getOptions().setSize1(CoapWorld.MAX_PAYLOAD + 1);
    CoapResponse response = send(announced, ADDRESS);

    assertThat(response.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    assertThat(response.getOptions().getSize1()).isEqualTo(CoapWorld.MAX_PAYLOAD);
    assertThat(response.getOptions().hasBlock1()).isFalse();
    assertThat(world.refused).containsExactly(Reason.NOT_FOUND, Reason.TOO_LARGE);
  }

  @Test
  void countsTheBlocksItRefuses() throws Exception {
    assertThat(block(ADDRESS, 1, true).getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
    for (int n = 0; n <= CoapWorld.MAX_PAYLOAD / BLOCK; n++) {
      block(ADDRESS, n, true);
    }

    assertThat(world.refused).containsExactly(Reason.UNREADABLE, Reason.TOO_LARGE);
  }

  @Test
  void answersARepeatedLastBlockWithTheSameAnswer() throws Exception {
    block(ADDRESS, 0, true);
    Request last = Request.newPost();
    last.setMID(7);
    last.setToken(new byte[] {7});
    last.getOptions().setBlock1(new BlockOption(BlockOption.size2Szx(BLOCK), false, 1));
    last.setPayload("y");
    last.setURI(world.uri(ADDRESS));
    Request repeated = new Request(last.getCode());
    repeated.setMID(7);
    repeated.setToken(new byte[] {7});
    repeated.setOptions(last.getOptions());
    repeated.setPayload("y");

    assertThat(byHand.advanced(last).getCode()).isEqualTo(ResponseCode.CHANGED);
    CoapResponse again = send(repeated, ADDRESS);

    assertThat(again.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(again.getOptions().getBlock1().getNum()).isEqualTo(1);
    assertThat(world.route.seen).hasSize(1);
  }

  private CoapResponse block(String address, int number, boolean more) throws Exception {
    Request request = first();
    request.getOptions().setBlock1(new BlockOption(BlockOption.size2Szx(BLOCK), more, number));
    return send(request, address);
  }

  private static Request first() {
    Request request = Request.newPost();
    request.getOptions().setBlock1(new BlockOption(BlockOption.size2Szx(BLOCK), true, 0));
    request.setPayload("x".repeat(BLOCK));
    return request;
  }

  private CoapResponse send(Request request, String address) throws Exception {
    request.setURI(world.uri(address));
    return byHand.advanced(request);
  }
}
