package dev.tributary.normalize;

/** Sees how normalization goes and what it leaves out; metrics hang here. */
public interface NormalizeObserver {
  NormalizeObserver NONE =
      new NormalizeObserver() {
        @Override
        public void decoded(long nanos) {}

        @Override
        public void mapped(String mapping, long nanos) {}

        @Override
        public void ignored(String mapping, int fields) {}

        @Override
        public void rejected(String mapping, int measurements) {}

        @Override
        public void unmeasured(String mapping, int fields) {}
      };

  /** How long it took from bytes to a tree and its shape. */
  void decoded(long nanos);

  /** How long it took from the tree to measurements. */
  void mapped(String mapping, long nanos);

  /** Fields of one message that became neither measurement nor attribute. */
  void ignored(String mapping, int fields);

  /** Measurements of one message that could not be published. */
  void rejected(String mapping, int measurements);

  /** Numbers of one message that became attributes, as kinds.yaml does not know their names. */
  void unmeasured(String mapping, int fields);
}
