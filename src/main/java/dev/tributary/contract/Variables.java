package dev.tributary.contract;

/**
 * The exchange variables that stages agree on: the contract that a customised route may rely on.
 * Nothing from the wire is ever a header; what may pass stands here, by name.
 */
public final class Variables {
  public static final String PROTOCOL = "protocol";
  public static final String ADDRESS = "address";
  public static final String DEVICE = "device";
  public static final String REGION = "region";
  public static final String KIND = "kind";
  public static final String GATEWAY = "gateway";
  public static final String CONTENT_TYPE = "content-type";
  public static final String MESSAGE_ID = "message-id";

  /** {@link java.time.Instant}. */
  public static final String RECEIVED = "received";

  /** {@link Boolean}, present only when true. */
  public static final String RETAINED = "retained";

  /** {@code Map<String, String>}: MQTT 5 user properties. */
  public static final String PROPERTIES = "properties";

  public static final String TRACEPARENT = "traceparent";

  /** {@code byte[]}: the payload as it came; dead letters use it. */
  public static final String PAYLOAD = "payload";

  /** {@link Integer}, present only on an item of a batch: its place there, from 0. */
  public static final String INDEX = "index";

  /**
   * An exchange property: a {@code Map.Entry} of an exception and the id of the innermost route
   * that it ended.
   */
  public static final String FAILED_IN = "tributary.failed-in";

  /**
   * An exchange property, so that no step of a route can widen it: the {@link Grants} of the
   * sender, where the payload could claim more.
   */
  public static final String GRANTS = "tributary.grants";

  /** An exchange property: the {@link EventBudget} of the batch that an item came in. */
  public static final String EVENT_BUDGET = "tributary.event-budget";

  /** {@link Integer}, present only on a replayed message. */
  public static final String REPLAYED = "replayed";

  /** Added by normalize: the name of the mapping that was used. */
  public static final String MAPPING = "mapping";

  /** Added by normalize where a file of {@code routes/decoders} read the payload: its name. */
  public static final String DECODER = "decoder";

  /** Added by normalize: the family of devices whose payload this is, {@code flat} if unknown. */
  public static final String SHAPE = "shape";

  /**
   * Added by normalize where a part of the message cannot be published, to be read: the {@link
   * dev.tributary.contract.Rejection} that names it.
   */
  public static final String PARTIAL = "partial";

  /**
   * Added by on-failure, to be read: the {@link Outcome} that the sender will be answered as far as
   * is known. What a route writes into it changes nothing.
   */
  public static final String OUTCOME = "outcome";

  private Variables() {}
}
