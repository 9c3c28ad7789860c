package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.contract.AddressTemplates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/**
 * The list of resources behind {@code /.well-known/core} (RFC 6690), block by block (RFC 7959):
 * nothing is remembered of who has which, and a block is small for an address that may be forged.
 */
final class Discovery {
  private static final List<String> PATH = List.of(".well-known", "core");
  private static final int LARGE_BLOCK = 1024;

  private final byte[] links;

  Discovery(AddressTemplates addresses) {
    links =
        addresses.paths().stream()
            .map(
                path ->
                    "<%s>;rt=\"tributary.ingest\";title=\"%s\";ct=\"%s\""
                        .formatted(
                            path.replace("{", "%7B").replace("}", "%7D"),
                            path,
                            ContentFormats.NUMBERS))
            .collect(Collectors.joining(","))
            .getBytes(UTF_8);
  }

  boolean isAt(List<String> path) {
    return PATH.equals(path);
  }

  Response answer(Request request) {
    OptionSet options = request.getOptions();
    if (options.hasAccept() && options.getAccept() != MediaTypeRegistry.APPLICATION_LINK_FORMAT) {
      return new Response(ResponseCode.NOT_ACCEPTABLE);
    }
    int most =
        AmplificationLimit.holdsFor(request.getSourceContext())
            ? AmplificationLimit.BLOCK_BYTES
            : LARGE_BLOCK;
    BlockOption asked = options.getBlock2();
    int size = asked == null ? most : Math.min(most, asked.getSize());
    int from = asked == null ? 0 : asked.getOffset();
    if (from >= links.length) {
      return new Response(ResponseCode.BAD_OPTION);
    }
    int to = Math.min(links.length, from + size);
    Response response = new Response(ResponseCode.CONTENT);
    response.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
    if (asked != null || to < links.length) {
      response.getOptions().setBlock2(BlockOption.size2Szx(size), to < links.length, from / size);
    }
    response.setPayload(Arrays.copyOfRange(links, from, to));
    return response;
  }
}
