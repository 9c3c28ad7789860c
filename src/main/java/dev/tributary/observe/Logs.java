package dev.tributary.observe;

/** How log lines are written. */
public final class Logs {
  private static final String CONFIGURATION = "log4j2.configurationFile";

  private static final String LEVEL = "tributary.log.level";

  private Logs() {}

  /** For a command whose output is its own: only surprises are logged. */
  public static void quiet() {
    System.setProperty(LEVEL, "warn");
  }

  /**
   * Takes effect only before the first logger is made, so before anything else of the gateway.
   *
   * @param format {@code text} or {@code json}
   */
  public static void format(String format) {
    if (format.equals("json") && System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, "log4j2-json.properties");
    }
  }
}
