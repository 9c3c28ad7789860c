package dev.tributary.analytics.rules;

/** Where a rule is run. */
public enum Stage {
  /** Over the readings of the devices of one partition. */
  DEVICES,
  /** Over what those of all partitions have in common, and over measures of that. */
  GROUPS
}
