package dev.tributary.normalize;

/** Sees what normalization leaves out; metrics hang here. */
public interface NormalizeObserver {
  NormalizeObserver NONE = (mapping, fields) -> {};

  /** Fields of one message that became neither measurement nor attribute. */
  void ignored(String mapping, int fields);
}
