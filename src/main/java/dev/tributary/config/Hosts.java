package dev.tributary.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a listener listens. */
public final class Hosts {
  private Hosts() {}

  /**
   * How a client on this machine writes the host in a URL: IPv6 in brackets, any address as
   * loopback.
   */
  public static String inUrl(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return switch (bare) {
      case "", "0.0.0.0" -> "127.0.0.1";
      case "::", "0:0:0:0:0:0:0:0" -> "[::1]";
      default -> bare.indexOf(':') < 0 ? bare : "[" + bare + "]";
    };
  }

  /** Whether others than this machine can reach it; true for a name that cannot be resolved. */
  public static boolean isReachable(String host) {
    try {
      return !InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }
}
