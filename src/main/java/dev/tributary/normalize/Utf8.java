package dev.tributary.normalize;

/** How long a text is in UTF-8, without making it. */
final class Utf8 {
  private Utf8() {}

  static int length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // each half of a surrogate pair counts two
        bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
      }
    }
    return bytes;
  }

  /** As {@link #length}, with the escapes that JSON needs. */
  static int lengthInJson(String text) {
    int bytes = length(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        bytes++;
      } else if (c < ' ' || c == 127) {
        bytes += 5;
      }
    }
    return bytes;
  }
}
