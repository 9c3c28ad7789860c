package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;

/**
 * A CoAP message written byte by byte, so that it may hold what no client would send: options
 * repeated, of any length, of any number.
 */
final class Datagram {
  static final int URI_HOST = 3;
  static final int URI_PORT = 7;
  static final int URI_PATH = 11;
  static final int CONTENT_FORMAT = 12;
  static final int URI_QUERY = 15;
  static final int ACCEPT = 17;
  static final int Q_BLOCK1 = 19;
  static final int BLOCK2 = 23;
  static final int BLOCK1 = 27;
  static final int PROXY_URI = 35;
  static final int PROXY_SCHEME = 39;
  static final int SIZE1 = 60;

  private static final int PAYLOAD_MARKER = 0xFF;

  private record Option(int number, byte[] value) {}

  private final CoAP.Type type;
  private final int code;
  private final int mid;
  private final List<Option> options = new ArrayList<>();
  private byte[] token = {};
  private byte[] payload = {};

  private Datagram(CoAP.Type type, int code, int mid) {
    this.type = type;
    this.code = code;
    this.mid = mid;
  }

  static Datagram of(CoAP.Type type, int code, int mid) {
    return new Datagram(type, code, mid);
  }

  /** A measurement as a device would send it. */
  static Datagram post(CoAP.Type type, int mid) {
    return of(type, Code.POST.value, mid).path("devices/dev-1/telemetry").payload("1");
  }

  Datagram token(int... bytes) {
    token = bytes(bytes);
    return this;
  }

  Datagram path(String path) {
    for (String level : path.split("/", -1)) {
      option(URI_PATH, level.getBytes(UTF_8));
    }
    return this;
  }

  Datagram option(int number, int... value) {
    return option(number, bytes(value));
  }

  Datagram option(int number, byte[] value) {
    options.add(new Option(number, value));
    return this;
  }

  Datagram payload(String text) {
    payload = text.getBytes(UTF_8);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((1 << 6) | (type.value << 4) | token.length);
    out.write(code);
    out.write(mid >> 8);
    out.write(mid);
    out.writeBytes(token);
    int before = 0;
    options.sort(Comparator.comparingInt(Option::number));
    for (Option option : options) {
      int delta = option.number() - before;
      int length = option.value().length;
      out.write((nibble(delta) << 4) | nibble(length));
      extend(out, delta);
      extend(out, length);
      out.writeBytes(option.value());
      before = option.number();
    }
    if (payload.length > 0) {
      out.write(PAYLOAD_MARKER);
      out.writeBytes(payload);
    }
    return out.toByteArray();
  }

  private static int nibble(int value) {
    return value < 13 ? value : value < 269 ? 13 : 14;
  }

  private static void extend(ByteArrayOutputStream out, int value) {
    if (value >= 269) {
      out.write((value - 269) >> 8);
      out.write(value - 269);
    } else if (value >= 13) {
      out.write(value - 13);
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
