package bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes TCP on to a port of this machine and can be told to delay what comes back, to hold
 * everything back, or to cut every connection. Delay does not narrow: it moves bytes in time only.
 */
public final class Relay implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile long delayNanos;
  private volatile boolean refusing;
  private volatile boolean holding;

  private final Watcher watcher;

  /** Sees what passes, before it is passed on. */
  public interface Watcher {
    /** A new connection; what comes back is told of its bytes. */
    Connection opened();

    /** One connection. */
    interface Connection {
      void toTarget(byte[] bytes, int length);

      void fromTarget(byte[] bytes, int length);
    }
  }

  private static final Watcher NOBODY =
      () ->
          new Watcher.Connection() {
            @Override
            public void toTarget(byte[] bytes, int length) {}

            @Override
            public void fromTarget(byte[] bytes, int length) {}
          };

  private record Chunk(byte[] bytes, int length, long due) {}

  private static final Chunk END = new Chunk(new byte[0], -1, 0);

  public Relay(int port, int target, long delayMillis) {
    this(port, target, delayMillis, NOBODY);
  }

  public Relay(int port, int target, long delayMillis, Watcher watcher) {
    this.watcher = watcher;
    this.target = target;
    this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    try {
      server = new ServerSocket(port, 100, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  /** {@code PORT TARGET_PORT DELAY_MILLIS}. */
  public static void main(String[] arguments) throws InterruptedException {
    try (Relay relay =
        new Relay(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Long.parseLong(arguments[2]))) {
      System.out.println("READY " + relay.port());
      Thread.currentThread().join();
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public void delay(long millis) {
    delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Breaks every connection and refuses new ones until {@link #mend}. */
  public void cut() {
    refusing = true;
    sockets.forEach(Relay::quietly);
  }

  /** Breaks every connection once. */
  public void interrupt() {
    sockets.forEach(Relay::quietly);
  }

  /** Swallows nothing but passes nothing on until {@link #mend}: a network that went silent. */
  public void hold() {
    holding = true;
  }

  public void mend() {
    refusing = false;
    holding = false;
  }

  @Override
  public void close() {
    refusing = true;
    quietly(server);
    sockets.forEach(Relay::quietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (refusing) {
          near.close();
        } else {
          join(near);
        }
      } catch (IOException e) {
        // A target that is away looks to the near side like a connection that breaks at once.
      }
    }
  }

  private void join(Socket near) throws IOException {
    Socket far;
    try {
      far = new Socket("127.0.0.1", target);
    } catch (IOException e) {
      near.close();
      throw e;
    }
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    sockets.add(near);
    sockets.add(far);
    Watcher.Connection connection = watcher.opened();
    pass(near, far, false, connection::toTarget);
    pass(far, near, true, connection::fromTarget);
  }

  private interface Sight {
    void of(byte[] bytes, int length);
  }

  private void pass(Socket from, Socket to, boolean delayed, Sight sight) {
    BlockingQueue<Chunk> way = new LinkedBlockingQueue<>(4_096);
    thread(() -> read(from, way, delayed, sight));
    thread(
        () -> {
          write(way, to);
          quietly(from);
          quietly(to);
          sockets.remove(from);
          sockets.remove(to);
        });
  }

  private void read(Socket from, BlockingQueue<Chunk> way, boolean delayed, Sight sight) {
    try {
      try {
        InputStream in = from.getInputStream();
        while (true) {
          byte[] bytes = new byte[BUFFER];
          int length = in.read(bytes);
          if (length < 0) {
            break;
          }
          sight.of(bytes, length);
          way.put(new Chunk(bytes, length, System.nanoTime() + (delayed ? delayNanos : 0)));
        }
      } catch (IOException e) {
        // The end of a connection, however it came.
      }
      way.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(BlockingQueue<Chunk> way, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = way.take(); chunk != END; chunk = way.take()) {
        long wait = chunk.due() - System.nanoTime();
        while (wait > 0 || holding) {
          LockSupport.parkNanos(holding ? 1_000_000 : wait);
          wait = chunk.due() - System.nanoTime();
        }
        out.write(chunk.bytes(), 0, chunk.length());
      }
    } catch (IOException e) {
      // The other side is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static void quietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // Closed is closed.
    }
  }
}
