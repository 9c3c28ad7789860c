package dev.tributary.ingest.http;

/** NDJSON: an item on each line; empty lines are left out. */
final class LineSplitter extends ItemSplitter {
  LineSplitter(int mostBytes) {
    super(mostBytes);
  }

  @Override
  byte[] next() {
    while (hasByte()) {
      byte b = peek();
      if (b == '\n' || b == '\r') {
        if (!isItemEmpty()) {
          return cut();
        }
        skip();
      } else if (isItemEmpty() && (b == ' ' || b == '\t')) {
        skip();
      } else {
        advance();
      }
    }
    return isComplete() && !isItemEmpty() ? cut() : null;
  }
}
