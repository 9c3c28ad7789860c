package dev.tributary.ingest.coap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/**
 * Answers that are longer than one datagram should be, block by block (RFC 7959). What is still to
 * be asked for is remembered for a minute, and in bounds. To an address that may be forged a block
 * is at most what {@link AmplificationLimit} lets it get.
 */
final class AnswerBlocks {
  private static final int LARGEST = 1024;
  private static final int SMALLEST = 16;
  private static final int OVERHEAD = 24;
  private static final long MOST_BYTES = 8L << 20;
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final Cache<List<Object>, Whole> open =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((List<Object> key, Whole whole) -> whole.payload().length + 100)
          .expireAfterWrite(LIFETIME)
          .build();

  private record Whole(ResponseCode code, OptionSet options, byte[] payload) {}

  /** Whether this asks for what follows the first block. */
  static boolean isContinued(Request request) {
    BlockOption block = request.getOptions().getBlock2();
    return block != null && block.getNum() > 0;
  }

  /** The answer, or its first block where it is too long. */
  Response first(Request request, Response whole) {
    byte[] payload = whole.getPayload() == null ? new byte[0] : whole.getPayload();
    BlockOption asked = request.getOptions().getBlock2();
    int size = size(request, asked);
    if (payload.length <= size || whole.isError()) {
      return whole;
    }
    Whole kept = new Whole(whole.getCode(), new OptionSet(whole.getOptions()), payload);
    open.put(key(request), kept);
    return block(kept, size, 0);
  }

  Response next(Request request) {
    Whole whole = open.getIfPresent(key(request));
    BlockOption asked = request.getOptions().getBlock2();
    int size = size(request, asked);
    if (whole == null) {
      return new Response(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
    }
    if (asked.getOffset() >= whole.payload().length || asked.getSize() > size) {
      return new Response(ResponseCode.BAD_OPTION);
    }
    return block(whole, size, asked.getOffset());
  }

  private static Response block(Whole whole, int size, int from) {
    int to = Math.min(whole.payload().length, from + size);
    Response response = new Response(whole.code());
    response.setOptions(new OptionSet(whole.options()));
    response
        .getOptions()
        .setBlock2(BlockOption.size2Szx(size), to < whole.payload().length, from / size);
    response.setPayload(Arrays.copyOfRange(whole.payload(), from, to));
    return response;
  }

  private static int size(Request request, BlockOption asked) {
    int most = asked == null ? LARGEST : Math.min(LARGEST, asked.getSize());
    if (!AmplificationLimit.holdsFor(request.getSourceContext())) {
      return most;
    }
    int room = AmplificationLimit.room(request) - OVERHEAD;
    int size = SMALLEST;
    while (size * 2 <= Math.min(most, room)) {
      size *= 2;
    }
    return size;
  }

  private static List<Object> key(Request request) {
    OptionSet options = request.getOptions();
    return List.of(
        request.getSourceContext().getPeerAddress(),
        request.getCode(),
        options.getUriPathString(),
        options.getUriQueryString());
  }
}
