package dev.tributary.config;

/** Which defaults hold: {@code dev} embeds what is not configured, {@code run} insists on it. */
public enum Mode {
  RUN,
  DEV
}
