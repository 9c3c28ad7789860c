package dev.tributary.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What Camel's parts say of themselves: the descriptions that lie in their jars. */
public final class ComponentCatalog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "/META-INF/org/apache/camel/model/";
  private static final Map<String, JsonNode> READ = new ConcurrentHashMap<>();

  private ComponentCatalog() {}

  /** The options of an endpoint, empty where nothing is known of the scheme. */
  public static JsonNode endpointOptions(String scheme) {
    String place = scheme.startsWith("coap") ? "coap" : "component/" + module(scheme);
    return read("/META-INF/org/apache/camel/%s/%s.json".formatted(place, scheme))
        .path("properties");
  }

  /** The options of a step, empty where there is no such step. */
  public static JsonNode stepOptions(String step) {
    return read(MODEL + step + ".json").path("properties");
  }

  static Set<String> names(JsonNode options) {
    Set<String> names = new TreeSet<>();
    options.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String module(String scheme) {
    return switch (scheme) {
      case "paho-mqtt5" -> "paho/mqtt5";
      case "platform-http" -> "platform/http";
      default -> scheme.replace("-", "");
    };
  }

  private static JsonNode read(String resource) {
    return READ.computeIfAbsent(
        resource,
        name -> {
          try (InputStream in = ComponentCatalog.class.getResourceAsStream(name)) {
            return in == null ? JSON.createObjectNode() : JSON.readTree(in);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
