package dev.tributary.net;

import dev.tributary.net.HeaderLine.Header;
import io.netty.buffer.ByteBuf;

/**
 * Follows the requests of one connection byte by byte (RFC 9112) and stops at the first that a
 * lenient implementation could read in another way: two lengths, folded lines, bare line feeds.
 * Whatever it accepts means the same to every proxy and to the parser behind it.
 */
final class FramingScanner {
  /** Chunk extensions carry nothing for us; so many bytes of them a body may have (as in Go). */
  private static final int MAX_EXTENSION_BYTES = 16 * 1024;

  private static final int MAX_CHUNK_DIGITS = 8;
  private static final int MAX_LENGTH_DIGITS = 18;
  private static final String DIGITS = "0123456789";
  private static final String ALPHANUMERIC =
      DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final boolean[] DIGIT = bytes(DIGITS);
  private static final boolean[] TOKEN = bytes(ALPHANUMERIC + "!#$%&'*+-.^_`|~");
  private static final String NO_HTTP = "the request is not HTTP/1.1";
  private static final String LINE_END = "each line must end with CR LF";

  private enum State {
    START,
    EMPTY_LINE,
    METHOD,
    TARGET_START,
    TARGET,
    VERSION,
    REQUEST_LINE_END,
    HEADER_START,
    NAME,
    VALUE,
    HEADER_END,
    HEAD_END,
    BODY,
    CHUNK_START,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_LINE_END,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_END
  }

  private final int maxLineBytes;
  private final int maxHeaderBytes;
  private final HeaderLine line = new HeaderLine();
  private final StringBuilder version = new StringBuilder();
  private State state = State.START;
  private boolean emptyLine;
  private boolean oldVersion;
  private boolean trailers;
  private int size;
  private long bodyLength;
  private long left;
  private int chunkDigits;
  private int extensionBytes;
  private int accepted;

  FramingScanner(int maxLineBytes, int maxHeaderBytes) {
    this.maxLineBytes = maxLineBytes;
    this.maxHeaderBytes = maxHeaderBytes;
  }

  /**
   * Reads all of the buffer, whose reader index stays.
   *
   * @throws MalformedRequest at the first byte that cannot be accepted
   */
  void scan(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    accepted = at;
    while (at < end) {
      if (state == State.BODY || state == State.CHUNK_DATA) {
        at += skip(end - at);
        accepted = at;
      } else {
        step(in.getByte(at++));
        if (isBetweenParts()) {
          accepted = at;
        }
      }
    }
  }

  /** The index in the buffer scanned last up to which whole heads and data were accepted. */
  int accepted() {
    return accepted;
  }

  /** Whether a request has begun whose head was accepted. */
  boolean isInBody() {
    return trailers || state.compareTo(State.BODY) >= 0;
  }

  private int skip(int available) {
    int length = (int) Math.min(left, available);
    left -= length;
    if (left == 0) {
      state = state == State.BODY ? State.START : State.CHUNK_DATA_CR;
    }
    return length;
  }

  private boolean isBetweenParts() {
    return switch (state) {
      case START, BODY, CHUNK_START, CHUNK_DATA -> true;
      default -> false;
    };
  }

  private void step(byte b) {
    switch (state) {
      case START -> start(b);
      case EMPTY_LINE -> lineFeed(b, State.START);
      case METHOD -> method(b);
      case TARGET_START, TARGET -> target(b);
      case VERSION -> version(b);
      case REQUEST_LINE_END -> {
        lineFeed(b, State.HEADER_START);
        size = 0;
      }
      case HEADER_START -> headerStart(b);
      case NAME -> name(b);
      case VALUE -> value(b);
      case HEADER_END -> {
        lineFeed(b, State.HEADER_START);
        endHeader();
      }
      case HEAD_END -> {
        lineFeed(b, State.START);
        endHead();
      }
      case CHUNK_START, CHUNK_SIZE -> chunkSize(b);
      case CHUNK_EXTENSION -> chunkExtension(b);
      case CHUNK_LINE_END -> {
        lineFeed(b, State.CHUNK_DATA);
        beginChunk();
      }
      case CHUNK_DATA_CR -> {
        require(b == '\r', "a chunk must be as long as its size line states");
        state = State.CHUNK_DATA_END;
      }
      case CHUNK_DATA_END -> lineFeed(b, State.CHUNK_START);
      case BODY, CHUNK_DATA -> throw new IllegalStateException("data is skipped");
    }
  }

  /** One empty line may precede a request (RFC 9112, 2.2). */
  private void start(byte b) {
    if (b == '\r' && !emptyLine) {
      emptyLine = true;
      state = State.EMPTY_LINE;
      return;
    }
    line.forgetAll();
    trailers = false;
    bodyLength = 0;
    size = 0;
    require(is(TOKEN, b), NO_HTTP);
    state = State.METHOD;
  }

  private void method(byte b) {
    countLine();
    if (b == ' ') {
      state = State.TARGET_START;
    } else {
      require(is(TOKEN, b), NO_HTTP);
    }
  }

  private void target(byte b) {
    countLine();
    if (b == ' ' && state == State.TARGET) {
      version.setLength(0);
      state = State.VERSION;
    } else {
      require(
          b > ' ' && b < 0x7f,
          "the request line must consist of visible ASCII characters; percent-encode the others");
      state = State.TARGET;
    }
  }

  private void version(byte b) {
    countLine();
    if (b == '\r') {
      endVersion(version.toString());
      state = State.REQUEST_LINE_END;
    } else {
      require(version.length() < "HTTP/1.1".length(), NO_HTTP);
      version.append((char) b);
    }
  }

  private void endVersion(String text) {
    oldVersion = text.equals("HTTP/1.0");
    if (!oldVersion && !text.equals("HTTP/1.1")) {
      require(text.matches("HTTP/[0-9]\\.[0-9]"), NO_HTTP);
      throw MalformedRequest.otherVersion(NO_HTTP);
    }
  }

  private void countLine() {
    if (++size > maxLineBytes) {
      throw MalformedRequest.tooLarge("the request line may have %d bytes".formatted(maxLineBytes));
    }
  }

  private void headerStart(byte b) {
    countHeader();
    if (b == '\r') {
      state = State.HEAD_END;
      return;
    }
    require(b != ' ' && b != '\t', "headers must not be folded over several lines");
    line.begin();
    state = State.NAME;
    addToName(b);
  }

  private void name(byte b) {
    countHeader();
    if (b != ':') {
      addToName(b);
      return;
    }
    line.endName(trailers);
    state = State.VALUE;
  }

  private void addToName(byte b) {
    require(
        is(TOKEN, b),
        b == ' ' || b == '\t'
            ? "no white space may stand before the colon of a header"
            : "a header must be a name, a colon and a value");
    line.addToName(b);
  }

  private void value(byte b) {
    countHeader();
    if (b == '\r') {
      state = State.HEADER_END;
      return;
    }
    require(b != '\n', LINE_END);
    require(
        b == '\t' || b < 0 || (b >= ' ' && b != 0x7f), "headers must not hold control characters");
    line.addToValue(b);
  }

  private void countHeader() {
    if (++size > maxHeaderBytes) {
      throw MalformedRequest.tooLarge("the headers may have %d bytes".formatted(maxHeaderBytes));
    }
  }

  private void endHeader() {
    if (line.header() == Header.CONTENT_LENGTH) {
      String text = line.value();
      require(
          !text.isEmpty() && text.length() <= MAX_LENGTH_DIGITS && consistsOf(DIGIT, text),
          "Content-Length must be a number of bytes");
      bodyLength = Long.parseLong(text);
    } else if (line.header() == Header.TRANSFER_ENCODING && !line.value().equals("chunked")) {
      throw MalformedRequest.notImplemented("Transfer-Encoding must be exactly \"chunked\"");
    }
  }

  private void endHead() {
    emptyLine = false;
    if (trailers) {
      trailers = false;
      return;
    }
    require(oldVersion || line.has(Header.HOST), "a request must name its Host");
    if (line.has(Header.TRANSFER_ENCODING)) {
      require(!oldVersion, "HTTP/1.0 has no Transfer-Encoding");
      require(
          !line.has(Header.CONTENT_LENGTH),
          "Transfer-Encoding and Content-Length must not be sent together");
      extensionBytes = 0;
      state = State.CHUNK_START;
    } else if (bodyLength > 0) {
      left = bodyLength;
      state = State.BODY;
    }
  }

  private void chunkSize(byte b) {
    if (state == State.CHUNK_START) {
      left = 0;
      chunkDigits = 0;
      state = State.CHUNK_SIZE;
    }
    int digit = Character.digit(b, 16);
    if (digit >= 0 && chunkDigits < MAX_CHUNK_DIGITS) {
      chunkDigits++;
      left = left << 4 | digit;
      return;
    }
    require(
        chunkDigits > 0 && left <= Integer.MAX_VALUE && (b == ';' || b == '\r'),
        "a chunk must begin with its size in hex digits");
    state = b == ';' ? State.CHUNK_EXTENSION : State.CHUNK_LINE_END;
  }

  private void chunkExtension(byte b) {
    require(
        ++extensionBytes <= MAX_EXTENSION_BYTES,
        "a body may have %d bytes of chunk extensions".formatted(MAX_EXTENSION_BYTES));
    if (b == '\r') {
      state = State.CHUNK_LINE_END;
    } else {
      require(b == '\t' || (b >= ' ' && b < 0x7f), LINE_END);
    }
  }

  private void beginChunk() {
    if (left == 0) {
      trailers = true;
      size = 0;
      state = State.HEADER_START;
    }
  }

  private void lineFeed(byte b, State next) {
    require(b == '\n', LINE_END);
    state = next;
  }

  private static void require(boolean met, String rule) {
    if (!met) {
      throw MalformedRequest.bad(rule);
    }
  }

  private static boolean is(boolean[] kind, int b) {
    return b >= 0 && b < kind.length && kind[b];
  }

  private static boolean consistsOf(boolean[] kind, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!is(kind, text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean[] bytes(String characters) {
    boolean[] bytes = new boolean[128];
    characters.chars().forEach(c -> bytes[c] = true);
    return bytes;
  }
}
