package dev.tributary.console.edit;

import dev.tributary.check.Check;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.SampleMessage;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.module.Modules;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Case;
import dev.tributary.rehearse.CaseReader;
import dev.tributary.rehearse.CaseRunner;
import dev.tributary.rehearse.Explanation;
import dev.tributary.rehearse.OfflineGateway;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.rehearse.StageRecorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the routes would make of a message, as they are saved or with an edit, on no network: the
 * same code as {@code check}, {@code explain} and {@code test}.
 */
public final class Trial {
  private static final int MOST_FAILURES = 50;

  private final OfflineGateway.Factory gateways;
  private final Modules modules;
  private final SettingsLoader.Loaded loaded;
  private final Path routes;

  /**
   * @param loaded the settings of the gateway that runs
   * @param routes its folder
   */
  public Trial(
      OfflineGateway.Factory gateways, Modules modules, SettingsLoader.Loaded loaded, Path routes) {
    this.gateways = gateways;
    this.modules = modules;
    this.loaded = loaded;
    this.routes = routes;
  }

  /**
   * One message, step by step.
   *
   * @param findings what is wrong with the edit; nothing was tried then
   * @param answers {@code stored} or the word of a reason
   * @param records what Kafka would get
   * @param lines all of it as {@code explain} prints it
   */
  public record Explained(
      List<Finding> findings,
      List<String> answers,
      String detail,
      List<Published> records,
      List<String> lines) {
    /** The same as it may be shown. */
    public Explained masked(UnaryOperator<String> mask) {
      return new Explained(
          findings,
          answers,
          mask.apply(detail),
          records.stream().map(record -> record.masked(mask)).toList(),
          lines.stream().map(mask).toList());
    }
  }

  /** What Kafka would get, its value as text. */
  public record Published(String topic, String key, Map<String, String> headers, String value) {
    Published masked(UnaryOperator<String> mask) {
      Map<String, String> shown = new LinkedHashMap<>();
      headers.forEach((name, text) -> shown.put(name, mask.apply(text)));
      return new Published(topic, key, shown, mask.apply(value));
    }
  }

  /** How many messages would be published, and how many not, by reason. */
  public record Totals(List<Finding> findings, int published, Map<String, Integer> reasons) {}

  /** A message as it came in. */
  public record Sent(SampleMessage message, Instant received) {}

  /** What check and the cases find. */
  public record Checked(
      List<Finding> findings, List<String> warnings, int passed, List<String> failures) {
    public boolean isGood() {
      return findings.isEmpty() && failures.isEmpty();
    }
  }

  private SettingsLoader.Loaded offline() {
    return loaded.with(Rehearsal.settings());
  }

  /** Sends one message through. */
  public synchronized Explained explain(Sent sent, Map<String, String> edits) throws Exception {
    try (EditedFolder folder = new EditedFolder(routes, edits)) {
      Project project = folder.read();
      List<Finding> findings = Check.folder(loaded, project, modules);
      if (!findings.isEmpty()) {
        return new Explained(findings, List.of(), "", List.of(), List.of());
      }
      StageRecorder recorder = new StageRecorder();
      SettingsLoader.Loaded offline = offline();
      try (Rehearsal rehearsal = new Rehearsal(gateways, offline, project, recorder::watch)) {
        DeviceAnswer answer = rehearsal.send(sent.message(), sent.received());
        List<RecordedMessage> records = rehearsal.take();
        List<Receipt.Dropped> dropped = rehearsal.takeDropped();
        String prefix = offline.settings().tributary().kafka().topicPrefix();
        return new Explained(
            List.of(),
            answer.answers(),
            answer.detail(),
            records.stream().map(Trial::shown).toList(),
            Explanation.of(recorder.stages(), dropped, records, answer, prefix));
      }
    }
  }

  private static Published shown(RecordedMessage record) {
    return new Published(
        record.topic(),
        record.key(),
        record.headers(),
        new String(record.value(), StandardCharsets.UTF_8));
  }

  /** Hands over many messages, one after the other. */
  @FunctionalInterface
  public interface Source {
    void each(Consumer<Sent> sink);
  }

  /** Sends many messages through, and counts. */
  public synchronized Totals total(Source all, Map<String, String> edits) throws Exception {
    try (EditedFolder folder = new EditedFolder(routes, edits)) {
      Project project = folder.read();
      List<Finding> findings = Check.folder(loaded, project, modules);
      Map<String, Integer> answers = new TreeMap<>();
      if (findings.isEmpty()) {
        try (Rehearsal rehearsal = new Rehearsal(gateways, offline(), project)) {
          all.each(sent -> answers.merge(answer(rehearsal, sent), 1, Integer::sum));
        }
      }
      Integer published = answers.remove(DeviceAnswer.STORED);
      return new Totals(findings, published == null ? 0 : published, answers);
    }
  }

  private static String answer(Rehearsal rehearsal, Sent sent) {
    try {
      String answer = rehearsal.send(sent.message(), sent.received()).answers().get(0);
      rehearsal.take();
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** What is wrong with an edit, without running anything. */
  public List<Finding> findings(Map<String, String> edits) throws IOException {
    try (EditedFolder folder = new EditedFolder(routes, edits)) {
      return Check.of(loaded, folder.read(), modules).findings();
    }
  }

  /** What is wrong with an edit, and which cases fail with it. */
  public synchronized Checked check(Map<String, String> edits) throws Exception {
    try (EditedFolder folder = new EditedFolder(routes, edits)) {
      Project project = folder.read();
      Check check = Check.of(loaded, project, modules);
      if (!check.findings().isEmpty()) {
        return new Checked(check.findings(), check.warnings(), 0, List.of());
      }
      return run(check, project);
    }
  }

  private Checked run(Check check, Project project) throws Exception {
    Path cases = project.file("cases");
    List<String> failures = new ArrayList<>();
    if (!Files.isDirectory(cases)) {
      return new Checked(List.of(), check.warnings(), 0, failures);
    }
    SettingsLoader.Loaded offline = offline();
    CaseReader read = CaseReader.of(offline.settings().tributary(), project).read(cases, "cases");
    failures.addAll(read.problems());
    int passed = 0;
    try (Rehearsal rehearsal = new Rehearsal(gateways, offline, project)) {
      CaseRunner runner = CaseRunner.of(rehearsal, offline.settings(), project);
      for (Case one : read.cases()) {
        List<String> differences = runner.run(one);
        if (differences.isEmpty()) {
          passed++;
        } else if (failures.size() < MOST_FAILURES) {
          failures.add(
              "%s: %s: %s".formatted(one.where(), one.name(), String.join("; ", differences)));
        }
      }
    }
    return new Checked(List.of(), check.warnings(), passed, failures);
  }
}
