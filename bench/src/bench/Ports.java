package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Whether somebody listens. */
public final class Ports {
  private Ports() {}

  public static boolean open(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
