package dev.tributary.contract;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a route takes of a listener, as names of which no two routes may have one: a path with a
 * method over HTTP or CoAP, a client id at an MQTT broker. Paths that differ in the names of their
 * variables only are the same.
 */
public final class ListenerAddress {
  private static final String HTTP_METHODS = "GET,HEAD,POST,PUT,DELETE,PATCH,OPTIONS,TRACE,CONNECT";
  private static final String COAP_METHODS = "DELETE,GET,POST,PUT";

  private ListenerAddress() {}

  /**
   * @param methods separated by commas; null for all
   */
  public static Set<String> http(String path, String methods) {
    return keys("http", methods == null ? HTTP_METHODS : methods, shape(path(path)));
  }

  /**
   * The same; all paths at which devices are served are one.
   *
   * @param templates the paths of the address templates
   */
  public static Set<String> coap(String path, String methods, Collection<String> templates) {
    return keys(
        "coap",
        methods == null ? COAP_METHODS : methods,
        PipelineAddress.isCoap(path, templates) ? "" : shape(path(path)));
  }

  public static Set<String> mqttClient(String broker, String clientId) {
    return Set.of("mqtt " + broker + " " + clientId);
  }

  /** The path with one slash before each level, and none at the end. */
  public static String path(String text) {
    String path = ("/" + text).replaceAll("/+", "/");
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static Set<String> keys(String protocol, String methods, String shape) {
    List<String> each = Arrays.asList(methods.toUpperCase(Locale.ROOT).split("\\s*,\\s*"));
    Set<String> keys = new LinkedHashSet<>();
    each.forEach(method -> keys.add(protocol + " " + method.strip() + " " + shape));
    return keys;
  }

  private static String shape(String path) {
    return path.replaceAll("\\{[^{}/]*}", "{}");
  }
}
