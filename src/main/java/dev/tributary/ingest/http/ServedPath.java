package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.AddressTemplates;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.component.platform.http.spi.Method;

/**
 * A path as the REST DSL declares it.
 *
 * @param text {@code /v1/devices/{device}/telemetry}
 * @param methods in the order of the alphabet, as {@code Allow} names them
 * @param consumes the content types that the declaration names, or null
 * @param templates the address behind {@code /v1/}; null for the batch
 */
record ServedPath(String text, Set<String> methods, String consumes, AddressTemplates templates) {
  /** What stands before an address. */
  static final String VERSION = "/v1/";

  /** Where batches go: the one path that names no device because each item does. */
  static final String BATCH = VERSION + "telemetry";

  static ServedPath of(String path, Set<Method> methods, String consumes) {
    String text = path.startsWith("/") ? path : "/" + path;
    Set<String> names = new TreeSet<>();
    methods.forEach(method -> names.add(method.name()));
    return new ServedPath(
        text, names, consumes, text.equals(BATCH) ? null : templates(address(text)));
  }

  private static AddressTemplates templates(String address) {
    boolean named = address.contains("{device}") || address.contains("{gateway}");
    return AddressTemplates.parse(List.of(named ? address : address + " [device from payload]"));
  }

  private static String address(String path) {
    return path.substring(path.startsWith(VERSION) ? VERSION.length() : 1);
  }

  boolean isBatch() {
    return templates == null;
  }

  /**
   * Whether a declaration takes this content type; one without consumes takes any.
   *
   * @param consumes the content types that it names, or null
   */
  static boolean takes(String consumes, String contentType) {
    if (consumes == null) {
      return true;
    }
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return Arrays.stream(consumes.split(",")).anyMatch(declared -> covers(declared, type));
  }

  private static boolean covers(String declared, String type) {
    String wanted = declared.split(";", 2)[0].strip();
    return wanted.equals("*/*")
        || wanted.equalsIgnoreCase(type)
        || (wanted.endsWith("/*") && type.regionMatches(true, 0, wanted, 0, wanted.length() - 1));
  }

  /** The address that this request names, empty where the path is another. */
  Optional<Address> match(RequestPath request) {
    if (isBatch()) {
      return request.text().equals(BATCH)
          ? Optional.of(new Address(address(BATCH), null, null, null, null))
          : Optional.empty();
    }
    boolean versioned = text.startsWith(VERSION);
    return versioned == request.text().startsWith(VERSION)
        ? templates.match(request.address(), request.levels())
        : Optional.empty();
  }
}
