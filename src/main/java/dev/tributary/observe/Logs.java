package dev.tributary.observe;

/** How log lines are written. */
public final class Logs {
  private static final String CONFIGURATION = "log4j2.configurationFile";

  private Logs() {}

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
