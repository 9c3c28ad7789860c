package dev.tributary.net;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets this process may have open (its descriptors), and how many it has.
 *
 * @param limit unlimited where the system has no such bound
 */
public record OpenFiles(long limit, long open) {
  /** Where an operator raises the limit. */
  public static final String HOW =
      "ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container";

  /** For the brokers of Kafka, MQTT, reloads, names, the management port. */
  private static final int LEAST_RESERVE = 96;

  private static final int MOST_RESERVE = 512;

  /** As of this moment; the system lists the open ones for it, so it is not free. */
  public static OpenFiles now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? new OpenFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
        : new OpenFiles(Long.MAX_VALUE, 0);
  }

  /** What stays free for everything but the connections of devices. */
  public long reserve() {
    return Math.max(LEAST_RESERVE, Math.min(limit / 8, MOST_RESERVE));
  }

  /** How many connections of devices there is room for. */
  public int room() {
    return (int) Math.max(0, Math.min(limit - open - reserve(), Integer.MAX_VALUE));
  }

  /** A limit that has room for so many connections of devices. */
  public long limitFor(long connections) {
    return open + connections + MOST_RESERVE;
  }

  /** The rule that this limit breaks if so many more files are needed, or empty. */
  public String shortOf(long more) {
    return limit - open >= more
        ? ""
        : "the process must be allowed to open at least %d files but may open %d (%s)"
            .formatted(open + more, limit, HOW);
  }
}
