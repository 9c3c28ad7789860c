package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;

/** A JSON array: an item between each two of its commas. */
final class ArraySplitter extends ItemSplitter {
  private enum Place {
    BEFORE_ARRAY,
    BEFORE_FIRST,
    BEFORE_ITEM,
    IN_ITEM,
    AFTER_ITEM,
    BEHIND_ARRAY
  }

  private Place place = Place.BEFORE_ARRAY;
  private int depth;
  private boolean inString;
  private boolean escaped;

  ArraySplitter(int mostBytes) {
    super(mostBytes);
  }

  @Override
  byte[] next() {
    while (hasByte()) {
      byte b = peek();
      if (place == Place.IN_ITEM) {
        if (endsItem(b)) {
          place = Place.AFTER_ITEM;
          return cut();
        }
        follow(b);
        advance();
      } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
        skip();
      } else {
        between(b);
      }
    }
    if (isComplete() && place != Place.BEHIND_ARRAY) {
      throw broken("ends before its closing bracket");
    }
    return null;
  }

  /** Whether the item ended before this byte. */
  private boolean endsItem(byte b) {
    return !inString && depth == 0 && (b == ',' || b == ']' || b == '}');
  }

  private void follow(byte b) {
    if (escaped) {
      escaped = false;
    } else if (inString) {
      if (b == '\\') {
        escaped = true;
      } else if (b == '"') {
        inString = false;
      }
    } else if (b == '"') {
      inString = true;
    } else if (b == '{' || b == '[') {
      depth++;
    } else if (b == '}' || b == ']') {
      depth--;
    }
  }

  private void between(byte b) {
    switch (place) {
      case BEFORE_ARRAY -> expect(b == '[', Place.BEFORE_FIRST, "does not begin with a bracket");
      case BEFORE_FIRST, BEFORE_ITEM -> {
        if (b == ']' && place == Place.BEFORE_FIRST) {
          expect(true, Place.BEHIND_ARRAY, "");
        } else if (b == ',' || b == ']' || b == '}') {
          throw broken("has an item missing");
        } else {
          place = Place.IN_ITEM;
        }
      }
      case AFTER_ITEM ->
          expect(
              b == ',' || b == ']',
              b == ',' ? Place.BEFORE_ITEM : Place.BEHIND_ARRAY,
              "has no comma behind an item");
      default -> throw broken("goes on behind its closing bracket");
    }
  }

  private void expect(boolean met, Place then, String otherwise) {
    if (!met) {
      throw broken(otherwise);
    }
    skip();
    place = then;
  }

  private static Rejection broken(String how) {
    return new Rejection(Reason.UNREADABLE, "the batch must be a JSON array, but " + how);
  }
}
