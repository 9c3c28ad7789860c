package dev.tributary.reload;

import java.util.List;

/** A reload by JMX. */
public interface ReloadMXBean {
  /** Takes up what was saved; returns how that went. */
  String reload();

  /** How the last reload went. */
  String getLast();

  /** A digest of the files that are active, to compare with a folder. */
  String getFingerprint();

  /** Of what state is kept over edits, a line each. */
  List<String> getKept();

  /** Why the last save is not active; empty when it is. */
  List<String> getProblems();
}
