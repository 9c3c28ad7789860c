package dev.tributary.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Ports for servers that start a little later, or again. They lie below the range from which
 * systems take the local ports of outgoing connections: one of those may hold any port up there,
 * just when the server wants it.
 */
public final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int END = 32_000;

  /** Goes round, so that no caller in this process is given what another was given just before. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(END - FIRST));

  private FreePorts() {}

  public static int one() {
    return take(1).get(0);
  }

  /** As many as that, no two the same. */
  public static List<Integer> take(int count) {
    List<Integer> free =
        IntStream.generate(() -> FIRST + NEXT.getAndIncrement() % (END - FIRST))
            .limit(END - FIRST)
            .filter(FreePorts::isFree)
            .limit(count)
            .boxed()
            .toList();
    if (free.size() < count) {
      throw new IllegalStateException("no free port between " + FIRST + " and " + END);
    }
    return free;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do: a connection that lingers from before is no hindrance.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
