package dev.tributary.ingest.coap;

import dev.tributary.contract.AddressTemplates;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;

/** The list of resources behind {@code /.well-known/core} (RFC 6690). */
final class Discovery {
  private static final List<String> PATH = List.of(".well-known", "core");

  private final String links;

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
            .collect(Collectors.joining(","));
  }

  boolean isAt(List<String> path) {
    return PATH.equals(path);
  }

  Response answer() {
    Response response = new Response(ResponseCode.CONTENT);
    response.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
    response.setPayload(links);
    return response;
  }
}
