package dev.tributary.contract;

import java.util.Collection;

/** Which addresses of a listener are those of devices; all others are an operator's own. */
public final class PipelineAddress {
  private static final String HTTP = "/v1/";

  private PipelineAddress() {}

  /** Whether devices are served at this path of HTTP, or below it. */
  public static boolean isHttp(String path) {
    return (path + "/").startsWith(HTTP);
  }

  /**
   * Whether devices are served at this path of CoAP: all paths, or below where a template begins.
   *
   * @param path without a slash before it; empty for all
   * @param templates the paths of the address templates
   */
  public static boolean isCoap(String path, Collection<String> templates) {
    String root = root(path);
    return root.isEmpty() || templates.stream().anyMatch(template -> root.equals(root(template)));
  }

  private static String root(String path) {
    return path.replaceFirst("^/+", "").replaceFirst("/.*", "");
  }
}
