package dev.tributary.ingest.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for what no client sends. */
final class RawHttp {
  private RawHttp() {}

  static Socket connect(HttpWorld world) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.end.getServerPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** The head of a POST, with these header lines. */
  static String head(String path, String headers) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
  }

  static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** The status of the answer, 0 if the connection was closed without one. */
  static int status(Socket socket) throws IOException {
    byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 204".length());
    String line = new String(start, StandardCharsets.US_ASCII);
    return line.isEmpty() ? 0 : Integer.parseInt(line.substring(9));
  }
}
