package dev.tributary.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.util.ObjectHelper;

/** The descriptions of Camel's components, from the catalogue files in their jars. */
public final class ComponentCatalog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "/META-INF/org/apache/camel/model/";
  private static final String SERVICES = "META-INF/services/org/apache/camel/component/";
  private static final Map<String, String> PLACES = new ConcurrentHashMap<>();
  private static final Map<String, JsonNode> READ = new ConcurrentHashMap<>();

  private ComponentCatalog() {}

  /** The options of an endpoint, empty where nothing is known of the scheme. */
  public static JsonNode endpointOptions(String scheme) {
    String place = PLACES.computeIfAbsent(scheme, ComponentCatalog::place);
    return read("/META-INF/%s/%s.json".formatted(place, scheme)).path("properties");
  }

  /** Where its component's class is, its description is too. */
  private static String place(String scheme) {
    Properties service = new Properties();
    try (InputStream in = ObjectHelper.loadResourceAsStream(SERVICES + scheme)) {
      if (in != null) {
        service.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return service.getProperty("class", "").replaceFirst("\\.[^.]*$", "").replace('.', '/');
  }

  /** The name of an option as its description has it: Camel takes any case, and dashes. */
  public static String option(String scheme, String written) {
    JsonNode options = endpointOptions(scheme);
    if (options.has(written)) {
      return written;
    }
    String plain = written.replace("-", "").toLowerCase(Locale.ROOT);
    return names(options).stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).equals(plain))
        .findFirst()
        .orElse(written);
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

  private static JsonNode read(String resource) {
    return READ.computeIfAbsent(
        resource,
        name -> {
          try (InputStream in = ObjectHelper.loadResourceAsStream(name.substring(1))) {
            return in == null ? JSON.createObjectNode() : JSON.readTree(in);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
