package dev.tributary.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.Settings;
import dev.tributary.config.YamlSource;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.OwnReason;
import dev.tributary.contract.Reason;
import dev.tributary.normalize.Normalization;
import dev.tributary.project.OperatorFolder;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Case.Wanted;
import dev.tributary.route.DropComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads files of cases, and finds all that is wrong with them. docs/cases.md describes them. */
public final class CaseReader {
  static final List<String> CASE = List.of("name", "sent", "expected");
  static final List<String> OUTGOING = List.of("name", "route", "record", "answers", "expected");
  static final List<String> EXPECTED =
      List.of("answer", "records", "dead-letters", "measures", "alerts", "dropped");
  static final List<String> RECORD =
      List.of("topic", "key", "partition", "headers", "value", "exactly");
  static final List<String> DEAD_LETTER =
      List.of("reason", "detail", "key", "headers", "topic", "exactly");
  private static final String OTHER = "event.other";
  private static final int VALUES = 500_000;

  private final MessageReader messages;
  private final Set<String> kinds;
  private final List<String> problems = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();
  private int values;

  /**
   * @param addresses what can be sent to
   * @param kinds the names that kinds.yaml knows, null where that is not known
   */
  public CaseReader(AddressTemplates addresses, Set<String> kinds) {
    this.messages = new MessageReader(addresses);
    this.kinds = kinds;
  }

  /** For the cases of a folder, under these settings. */
  public static CaseReader of(Settings.Tributary settings, Project project) {
    return new CaseReader(
        AddressTemplates.parse(settings.addresses()), Normalization.kinds(project).orElse(null));
  }

  /** One sentence for each, with file and line. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  public List<Case> cases() {
    return List.copyOf(cases);
  }

  /**
   * Reads a file, or all YAML files of a folder.
   *
   * @param shown what it is called in problems and results
   */
  public CaseReader read(Path path, String shown) {
    if (!Files.isDirectory(path)) {
      file(path, shown);
      return this;
    }
    OperatorFolder folder = OperatorFolder.list(path);
    folder.problems().forEach(problem -> problems.add(problem.toString()));
    for (Path file : folder.files()) {
      if (file.toString().matches(".*\\.ya?ml")) {
        file(file, shown + "/" + path.relativize(file));
      }
    }
    return this;
  }

  private void file(Path path, String name) {
    int before = problems.size();
    if (values > VALUES) {
      return;
    }
    YamlSource source = YamlSource.read(path, name, problems);
    values += source.size();
    if (values > VALUES) {
      source.problem("", "all cases together must have at most %d values".formatted(VALUES));
    }
    if (problems.size() > before) {
      return;
    }
    CaseFile file = new CaseFile(source, name);
    if (!file.at("").isArray()) {
      if (!file.at("").isEmpty()) {
        file.problem("", "a file of cases must be a list, each beginning with \"- name:\"");
      }
      return;
    }
    for (int i = 0; i < file.at("").size(); i++) {
      one(file, "/" + i);
    }
  }

  private void one(CaseFile file, String at) {
    if (!file.at(at).isObject()) {
      file.problem(at, "a case has " + String.join(", ", CASE));
      return;
    }
    boolean outgoing = file.has(at + "/record");
    file.keys(at, outgoing ? OUTGOING : CASE);
    String name = file.text(at + "/name");
    if (name == null) {
      file.problem(at, "a case needs a name");
    }
    if (outgoing) {
      cases.add(new Case(file.where(at), name, List.of(), null, OutgoingReader.read(file, at)));
      return;
    }
    Case.Expected expected = expected(file, at + "/expected");
    List<Case.Message> sent = messages.read(file, at + "/sent", expected.answers());
    cases.add(new Case(file.where(at), name, sent, expected, null));
  }

  private Case.Expected expected(CaseFile file, String at) {
    if (!file.isObject(at)) {
      if (!file.has(at)) {
        file.problem(at, "a case needs expected");
      }
      return new Case.Expected(List.of(DeviceAnswer.STORED), null, null, null, null, List.of());
    }
    file.keys(at, EXPECTED);
    List<String> answers = answers(file, at + "/answer");
    boolean stored = answers.stream().allMatch(DeviceAnswer.STORED::equals);
    boolean none = answers.stream().noneMatch(DeviceAnswer.STORED::equals);
    return new Case.Expected(
        answers,
        wanted(file, at + "/records", RECORD, none),
        wanted(file, at + "/dead-letters", DEAD_LETTER, stored),
        values(file, at + "/measures"),
        values(file, at + "/alerts"),
        dropped(file, at + "/dropped"));
  }

  private static List<String> dropped(CaseFile file, String at) {
    if (!file.has(at)) {
      return List.of();
    }
    return file.at(at).isArray()
        ? IntStream.range(0, file.at(at).size()).mapToObj(i -> why(file, at + "/" + i)).toList()
        : List.of(why(file, at));
  }

  private static String why(CaseFile file, String at) {
    String why = String.valueOf(file.text(at));
    if (!OwnReason.isValid(why)) {
      file.problem(at, DropComponent.problem(why));
    }
    return why;
  }

  private List<String> answers(CaseFile file, String at) {
    if (!file.has(at)) {
      return List.of(DeviceAnswer.STORED);
    }
    if (!file.at(at).isArray()) {
      return List.of(answer(file, at));
    }
    return IntStream.range(0, file.at(at).size())
        .mapToObj(i -> answer(file, at + "/" + i))
        .toList();
  }

  private static String answer(CaseFile file, String at) {
    String word = String.valueOf(file.text(at));
    if (!word.equals(DeviceAnswer.STORED)) {
      reason(file, at, "an answer is stored or a reason");
    }
    return word;
  }

  private static void reason(CaseFile file, String at, String rule) {
    String word = file.text(at);
    if (word != null && Reason.of(word) == null) {
      List<String> words = new ArrayList<>(List.of(DeviceAnswer.STORED));
      Arrays.stream(Reason.values()).map(Reason::word).forEach(words::add);
      file.problem(at, "%s but is \"%s\"%s".formatted(rule, word, Nearest.hint(word, words)));
    }
  }

  private List<Wanted> wanted(CaseFile file, String at, List<String> keys, boolean noneIfAbsent) {
    if (!file.isList(at)) {
      return noneIfAbsent ? List.of() : null;
    }
    List<Wanted> all = new ArrayList<>();
    for (int i = 0; i < file.at(at).size(); i++) {
      String item = at + "/" + i;
      if (file.isObject(item)) {
        file.keys(item, keys);
        all.add(wanted(file, item));
      }
    }
    return all;
  }

  /** Records of which only the value is given. */
  private static List<Wanted> values(CaseFile file, String at) {
    if (!file.isList(at)) {
      return null;
    }
    List<Wanted> all = new ArrayList<>();
    for (int i = 0; i < file.at(at).size(); i++) {
      if (file.isObject(at + "/" + i)) {
        JsonNode value = file.at(at + "/" + i);
        all.add(new Wanted(null, null, null, Map.of(), null, value, false));
      }
    }
    return all;
  }

  private Wanted wanted(CaseFile file, String at) {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, String> given = file.texts(at + "/headers");
    if (given != null) {
      headers.putAll(given);
    }
    if (file.has(at + "/reason")) {
      reason(file, at + "/reason", "a dead letter has a reason");
      headers.put("tributary_reason", file.text(at + "/reason"));
    }
    String topic = file.text(at + "/topic");
    JsonNode value = file.has(at + "/value") ? file.at(at + "/value") : null;
    String kind = value == null ? null : value.path("kind").asText(null);
    if (kind != null && kinds != null && !kinds.contains(kind) && !OTHER.equals(topic)) {
      file.problem(
          at + "/value/kind",
          "the kind \"%s\" is none of kinds.yaml, and what a mapping makes up goes to %s%s"
              .formatted(kind, OTHER, Nearest.hint(kind, kinds)));
    }
    return new Wanted(
        topic,
        file.text(at + "/key"),
        partition(file, at + "/partition"),
        headers,
        file.text(at + "/detail"),
        value,
        file.flag(at + "/exactly"));
  }

  private static Integer partition(CaseFile file, String at) {
    JsonNode node = file.at(at);
    if (node.isMissingNode()) {
      return null;
    }
    if (!node.canConvertToInt() || node.intValue() < 0) {
      file.problem(at, "partition must be a number from 0 but is \"%s\"".formatted(node.asText()));
      return null;
    }
    return node.intValue();
  }
}
