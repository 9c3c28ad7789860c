package dev.tributary.normalize;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The catalogue of kinds.yaml: what names mean. Immutable but for the memory of names met. */
final class Kinds {
  /** Names come from devices, so what is remembered of them must be bounded. */
  private static final int MOST_REMEMBERED = 8192;

  private static final int LONGEST_NAME = 64;
  private static final int MOST_WORDS = 10;
  private static final Set<String> UNIT_WORDS = Set.of("unit", "units", "scale");

  private final Map<String, Kind> byName;
  private final Map<String, Field> byFolded;
  private final Map<String, Field> byUnit;
  private final Secrets secrets;
  private final Guesses guesses;
  private final Set<String> qualifiers;
  private final Set<String> nothing;
  private final Map<String, Boolean> truths;
  private volatile Map<String, Field> met = new ConcurrentHashMap<>();
  private volatile Map<String, Field> guessed = new ConcurrentHashMap<>();

  /**
   * @param byFolded synonyms and the names of times, devices and wrappers, folded
   * @param byUnit what a unit stands for where no name does
   * @param guesses what names may mean that are not known as a whole
   * @param qualifiers words beside a known name that distinguish several of it
   * @param nothing texts that stand for "no reading"
   */
  Kinds(
      Map<String, Kind> byName,
      Map<String, Field> byFolded,
      Map<String, Field> byUnit,
      Guesses guesses,
      Set<String> qualifiers,
      Set<String> nothing,
      Map<String, Boolean> truths) {
    this.byName = byName;
    this.byFolded = byFolded;
    this.byUnit = byUnit;
    this.secrets = new Secrets(byFolded);
    this.guesses = guesses;
    this.qualifiers = qualifiers;
    this.nothing = nothing;
    this.truths = truths;
  }

  Map<String, Kind> all() {
    return byName;
  }

  /** The kind of exactly this name, or null. */
  Kind kind(String name) {
    return byName.get(name);
  }

  /** The kind that this unit stands for, or null. */
  Field ofUnit(String unit) {
    return byUnit.get(unit);
  }

  boolean isNothing(String text) {
    return text.length() <= LONGEST_NAME
        && nothing.contains(text.strip().toLowerCase(java.util.Locale.ROOT));
  }

  Boolean truth(String text) {
    return truths.get(text);
  }

  /** What this field name means; never null. */
  Field field(String name) {
    if (name.length() > LONGEST_NAME) {
      return Field.OTHER;
    }
    Field field = met.get(name);
    if (field == null) {
      field = find(name);
      remember(name, field);
    }
    return field;
  }

  /** What a name may mean that {@link #field} does not know; {@link Field#OTHER} if nothing. */
  Field guess(String name) {
    if (name.length() > LONGEST_NAME) {
      return Field.OTHER;
    }
    Field field = guessed.get(name);
    if (field == null) {
      field = findGuess(name);
      if (guessed.size() >= MOST_REMEMBERED) {
        guessed = new ConcurrentHashMap<>();
      }
      guessed.put(name, field);
    }
    return field;
  }

  /** {@code hall_motion} where what it names can only be true or false. */
  Field truthNamed(String name) {
    List<String> words = Words.split(name);
    if (name.length() > LONGEST_NAME || words.isEmpty() || guesses.isAside(name)) {
      return Field.OTHER;
    }
    Field field = byFolded.getOrDefault(words.get(words.size() - 1), Field.OTHER);
    return field.role() == Field.Role.KIND && field.kind().type() == Kind.Type.BOOLEAN
        ? field
        : Field.OTHER;
  }

  private Field findGuess(String name) {
    Field guess = guesses.of(name);
    int last = Words.lastLevel(name);
    if (guess != null || last == 0 || guesses.isAside(name)) {
      return guess == null ? Field.OTHER : guess;
    }
    // Line1.Pump3.Temperature, Outputs/Temperature
    guess = guesses.ofLevel(name.substring(last));
    return guess == null ? Field.OTHER : guess;
  }

  /** The line that kinds.yaml needs for a name that it does not know. */
  String hint(String name) {
    List<String> words = Words.split(name);
    for (int length = words.size() - 1; length > 0 && words.size() <= MOST_WORDS; length--) {
      for (int from = words.size() - length; from >= 0; from--) {
        Field field = known(words.subList(from, from + length));
        if (field != null && field.role() == Field.Role.KIND) {
          return "%s: synonyms: [\"%s\"]".formatted(field.kind().name(), name);
        }
      }
    }
    String kind = String.join("_", words).replaceAll("[^a-z0-9_]", "");
    return "%s: { group: sensor, synonyms: [\"%s\"] }"
        .formatted(kind.matches("[a-z][a-z0-9_]*") ? kind : "a_kind_of_yours", name);
  }

  /** Whether an object of this unknown name may hold what was measured. */
  boolean mayHoldReadings(String name) {
    return guesses.lookInside() && name.length() <= LONGEST_NAME && !guesses.isAside(name);
  }

  /** Full, it begins anew: a sender of ever new names does not keep out those that come again. */
  private void remember(String name, Field field) {
    Map<String, Field> names = met;
    if (names.size() >= MOST_REMEMBERED) {
      names = new ConcurrentHashMap<>();
      met = names;
    }
    names.put(name, field);
  }

  /** Whether what this name stands for must be in no event. */
  boolean isSecret(String name) {
    int from = Math.max(0, name.length() - LONGEST_NAME);
    return field(name.substring(from)).role() == Field.Role.SECRET;
  }

  private Field find(String name) {
    List<String> words = Words.split(name);
    if (secrets.isNamed(words)) {
      return Field.role(Field.Role.SECRET);
    }
    if (words.size() > MOST_WORDS) {
      return Field.OTHER;
    }
    Field known = known(words);
    if (known != null) {
      return known;
    }
    int last = words.size() - 1;
    if (last > 0 && (UNIT_WORDS.contains(words.get(last)) || UNIT_WORDS.contains(words.get(0)))) {
      Field of =
          UNIT_WORDS.contains(words.get(last))
              ? known(words.subList(0, last))
              : known(words.subList(1, words.size()));
      return of == null || of.role() != Field.Role.KIND
          ? Field.OTHER
          : new Field(Field.Role.UNIT_OF, of.kind(), null, of.channel(), null);
    }
    for (int i = 0; i < 2 && last > 0; i++) {
      Field qualified = i == 0 ? qualified(words, last, 0, last) : qualified(words, 0, 1, last + 1);
      if (qualified != null) {
        return qualified;
      }
    }
    return last > 1 ? qualifiedBeforeUnit(words) : Field.OTHER;
  }

  /** {@code pressure_2_bar}: which of several, and behind it the unit. */
  private Field qualifiedBeforeUnit(List<String> words) {
    for (int unitWords = 1; unitWords <= 3 && unitWords < words.size() - 1; unitWords++) {
      int end = words.size() - unitWords;
      Field field = qualified(words.subList(0, end), end - 1, 0, end - 1);
      if (field != null && field.kind().quantity() != null) {
        String folded = Words.join(words.subList(end, words.size()));
        Unit unit = field.kind().quantity().byFolded().get(folded);
        if (unit != null) {
          return new Field(field.role(), field.kind(), unit, field.channel(), null);
        }
      }
    }
    return Field.OTHER;
  }

  /** All words, or all but one or two at the end that name a unit. */
  private Field known(List<String> words) {
    Field field = byFolded.get(Words.join(words));
    if (field != null) {
      return field;
    }
    for (int unitWords = 1; unitWords <= 3 && unitWords < words.size(); unitWords++) {
      int end = words.size() - unitWords;
      Field stem = byFolded.get(Words.join(words.subList(0, end)));
      if (stem != null && stem.kind() != null && stem.kind().quantity() != null) {
        String folded = Words.join(words.subList(end, words.size()));
        Unit unit = stem.kind().quantity().byFolded().get(folded);
        if (unit != null) {
          return new Field(stem.role(), stem.kind(), unit, stem.channel(), stem.part());
        }
      }
    }
    return null;
  }

  /** A known name with one more word that distinguishes it: a number, or a word of the list. */
  private Field qualified(List<String> words, int qualifier, int from, int to) {
    String word = words.get(qualifier);
    boolean number = word.length() <= 4 && word.chars().allMatch(Character::isDigit);
    if (!number && !qualifiers.contains(word)) {
      return null;
    }
    Field stem = known(words.subList(from, to));
    if (stem == null || stem.role() != Field.Role.KIND) {
      return null;
    }
    Object channel = number ? Integer.valueOf(word) : word;
    return new Field(Field.Role.KIND, stem.kind(), stem.unit(), channel, null);
  }
}
