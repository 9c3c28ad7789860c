package dev.tributary.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where an end listens. */
public final class Hosts {
  private Hosts() {}

  /** Whether others than this machine can reach it; of a name that is unknown nobody can tell. */
  public static boolean isReachable(String host) {
    try {
      return !InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }
}
