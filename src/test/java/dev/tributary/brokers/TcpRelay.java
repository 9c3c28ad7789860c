package dev.tributary.brokers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bad network between a client and a server: cuts connections, refuses them, falls silent, or
 * brings answers late.
 */
public final class TcpRelay implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition speaksAgain = lock.newCondition();
  private final Set<Socket> late = new HashSet<>();
  private boolean silent;
  private volatile boolean refusing;

  private TcpRelay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  }

  /** Relays to this port of this machine. */
  public static TcpRelay to(int port) throws IOException {
    TcpRelay relay = new TcpRelay(port);
    daemon("relay-accept", relay::accept);
    return relay;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections it took so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Cuts every open connection; new ones are taken. */
  public void cut() {
    open.forEach(TcpRelay::closeQuietly);
  }

  /** From now on new connections are closed at once. */
  public void refuse(boolean refuse) {
    refusing = refuse;
  }

  /** From now on bytes go nowhere though every connection stays open, until called with false. */
  public void silence(boolean silence) {
    lock.lock();
    try {
      silent = silence;
      speaksAgain.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * From now on the answers on all connections that are open wait here, until called with false.
   */
  public void holdAnswers(boolean hold) {
    lock.lock();
    try {
      late.clear();
      if (hold) {
        open.stream().filter(socket -> socket.getLocalPort() == port()).forEach(late::add);
      }
      speaksAgain.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    silence(false);
    holdAnswers(false);
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          closeQuietly(client);
          continue;
        }
        accepted.incrementAndGet();
        connect(client);
      } catch (IOException e) {
        // The listener closed, and the loop ends with it.
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(client);
      open.add(server);
      daemon("relay-up", () -> pump(client, server));
      daemon("relay-down", () -> pump(server, client));
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        waitWhileSilent(to);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Cut, from either side.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void waitWhileSilent(Socket to) {
    lock.lock();
    try {
      while (silent || late.contains(to)) {
        speaksAgain.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
