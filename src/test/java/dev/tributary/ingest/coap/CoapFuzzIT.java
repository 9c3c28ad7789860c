package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.junit.jupiter.api.Test;

/**
 * Malformed datagrams leave the server answering. {@code -Dcoap.fuzz=1000000} is the long run;
 * {@code -Dcoap.fuzz.seed=N} repeats one.
 */
class CoapFuzzIT {
  private static final int DATAGRAMS = Integer.getInteger("coap.fuzz", 20_000);
  private static final long SEED = Long.getLong("coap.fuzz.seed", System.nanoTime());

  private static final long MOST_KEPT = 128L << 20;

  private final Random random = new Random(SEED);
  private final List<Code> codes = List.of(Code.values());
  private final UdpDataSerializer serializer = new UdpDataSerializer();

  @Test
  void keepsAnsweringAfterMalformedDatagrams() throws Exception {
    try (CoapWorld world = CoapWorld.open();
        DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), world.port());
      long before = heap();
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] bytes = random.nextInt(4) == 0 ? noise() : damaged(request(server));
        socket.send(new DatagramPacket(bytes, bytes.length, server));
        if (i % 1000 == 999) {
          assertThat(world.post("devices/dev-1/telemetry", "1").getCode())
              .as("seed %d after %d datagrams", SEED, i + 1)
              .isEqualTo(ResponseCode.CHANGED);
          // the notes of the test are not what the server holds
          world.route.seen.clear();
          world.refused.clear();
        }
      }
      long more = heap() - before;
      System.getLogger("test")
          .log(
              System.Logger.Level.INFO,
              "after {0} datagrams (seed {1}) the heap holds {2} KiB more",
              DATAGRAMS,
              SEED,
              more >> 10);
      assertThat(more).as("bytes kept, seed %d", SEED).isLessThan(MOST_KEPT);
    }
  }

  /** What is left after a collection: server, client and test together. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length)) : copy;
  }

  private byte[] request(InetSocketAddress server) {
    Request request = new Request(codes.get(random.nextInt(codes.size())));
    request.setType(random.nextBoolean() ? CoAP.Type.CON : CoAP.Type.NON);
    request.setMID(random.nextInt(65_536));
    request.setToken(new Token(new byte[] {1, 2, (byte) random.nextInt()}));
    request.setDestinationContext(new AddressEndpointContext(server));
    request.getOptions().setUriPath("/devices/dev-" + random.nextInt(3) + "/telemetry");
    request.getOptions().addUriQuery("q=" + random.nextInt());
    request.getOptions().setContentFormat(random.nextInt(120));
    if (request.isIntendedPayload()) {
      request.setPayload(new byte[64]);
      if (random.nextBoolean()) {
        request.getOptions().setBlock1(new BlockOption(2, random.nextBoolean(), random.nextInt(3)));
      }
      if (random.nextBoolean()) {
        request.getOptions().setSize1(random.nextInt(3));
      }
    }
    return serializer.serializeRequest(request).getBytes();
  }
}
