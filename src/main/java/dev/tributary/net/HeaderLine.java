package dev.tributary.net;

import java.util.EnumSet;
import java.util.Set;

/** The header that is being read, and which of those that count were read before it. */
final class HeaderLine {
  /** The headers that count, none of which may be sent twice. */
  enum Header {
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    CONTENT_TYPE("content-type"),
    CONTENT_ENCODING("content-encoding"),
    AUTHORIZATION("authorization"),
    IDEMPOTENCY_KEY("idempotency-key"),
    /** A GET with this and Key2 has, for Netty, a body of eight bytes that no length announces. */
    SEC_WEBSOCKET_KEY1("sec-websocket-key1");

    private static final Header[] ALL = values();
    private static final int LONGEST = 18;

    private final String name;
    private final String onlyOnce;

    Header(String name) {
      this.name = name;
      this.onlyOnce = "the header " + name + " must not be sent twice";
    }

    /** Null for every other name. */
    private static Header of(byte[] name, int length) {
      for (Header header : ALL) {
        if (header.name.length() == length && header.matches(name)) {
          return header;
        }
      }
      return null;
    }

    private boolean matches(byte[] other) {
      for (int i = 0; i < name.length(); i++) {
        if (name.charAt(i) != other[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private final Set<Header> seen = EnumSet.noneOf(Header.class);
  private final byte[] name = new byte[Header.LONGEST];
  private final StringBuilder value = new StringBuilder();
  private int nameLength;
  private Header header;

  /** A new request begins. */
  void forgetAll() {
    seen.clear();
  }

  void begin() {
    nameLength = 0;
  }

  void addToName(byte b) {
    if (nameLength < name.length) {
      name[nameLength] = (byte) (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
    }
    nameLength++;
  }

  /**
   * The name is complete.
   *
   * @param trailer whether it stands behind the body
   * @throws MalformedRequest if it may not stand there
   */
  void endName(boolean trailer) {
    header = Header.of(name, nameLength);
    if (header != null) {
      require(header != Header.SEC_WEBSOCKET_KEY1, "WebSockets are not spoken here");
      require(!trailer, "trailers must not frame, route or authorize a request");
      require(seen.add(header), header.onlyOnce);
    }
    value.setLength(0);
  }

  void addToValue(byte b) {
    if (header != null) {
      value.append((char) (b & 0xff));
    }
  }

  /** Which of the headers that count this is, null for every other. */
  Header header() {
    return header;
  }

  String value() {
    return value.toString().strip();
  }

  /** Whether this request has had that header. */
  boolean has(Header one) {
    return seen.contains(one);
  }

  private static void require(boolean met, String rule) {
    if (!met) {
      throw MalformedRequest.bad(rule);
    }
  }
}
