package dev.tributary.module;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that state is kept of over edits.
 *
 * @param name with its sort: {@code rule humid}
 * @param meaning changes with what makes the state worthless
 * @param version changes with whatever is said of it
 */
public record KeptState(String name, String meaning, String version) {
  /** How many changes are named. */
  private static final int MOST = 20;

  private static final String SEPARATOR = "\t";

  /** On one line. */
  @Override
  public String toString() {
    return String.join(SEPARATOR, name, meaning, version);
  }

  /** From what {@link #toString} made of it. */
  public static KeptState parse(String line) {
    String[] parts = line.split(SEPARATOR, 3);
    return new KeptState(parts[0], parts[1], parts[2]);
  }

  /** What becomes of state by an edit, one phrase for each change. */
  public static List<String> changes(Collection<KeptState> before, Collection<KeptState> after) {
    Map<String, KeptState> known = new LinkedHashMap<>();
    before.forEach(state -> known.put(state.name(), state));
    List<String> changes = new ArrayList<>();
    for (KeptState now : after) {
      KeptState then = known.remove(now.name());
      if (then == null) {
        changes.add(now.name() + " is new");
      } else if (!then.meaning().equals(now.meaning())) {
        changes.add(now.name() + " begins anew");
      } else if (!then.version().equals(now.version())) {
        changes.add(now.name() + " keeps its state");
      }
    }
    known.keySet().forEach(name -> changes.add(name + " ends"));
    if (changes.size() <= MOST) {
      return changes;
    }
    List<String> named = new ArrayList<>(changes.subList(0, MOST));
    named.add("and %d more".formatted(changes.size() - MOST));
    return named;
  }
}
