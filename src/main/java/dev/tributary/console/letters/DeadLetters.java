package dev.tributary.console.letters;

import dev.tributary.config.Settings;
import dev.tributary.console.edit.Trial;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.SampleMessage;
import dev.tributary.normalize.PayloadTree;
import dev.tributary.replay.Replay;
import dev.tributary.replay.ReplayOptions;
import dev.tributary.replay.ReplaySelection;
import dev.tributary.replay.StoredMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dead letters of a gateway, for a page: read, grouped, tried and replayed. */
public final class DeadLetters implements AutoCloseable {
  private static final int MOST_IN_GROUP = 200;
  private static final int MOST_REPLAYS = 3;
  private static final Pattern POSITION = Pattern.compile("(\\d{1,6}):(\\d{1,18})");

  private final Settings settings;
  private final UnaryOperator<String> mask;
  private final LetterReader reader;
  private final PayloadTree decoder;
  private final LetterReplay replay;
  private volatile Progress progress = new Progress(false, 0, 0);
  private volatile Snapshot snapshot;

  /**
   * @param pipelines the way of a replayed message, through the routes that run
   * @param mask hides what is secret in a text
   */
  public DeadLetters(
      Settings all, Supplier<Replay.Pipeline> pipelines, UnaryOperator<String> mask) {
    this.settings = impatient(all);
    this.mask = mask;
    this.reader = new LetterReader(settings, mask);
    this.decoder = new PayloadTree(settings.tributary().normalize());
    this.replay = new LetterReplay(settings, pipelines);
  }

  /** Somebody waits in front of a page. */
  private static Settings impatient(Settings all) {
    Map<String, String> kafka = new HashMap<>(all.kafkaClient());
    kafka.put("default.api.timeout.ms", "6000");
    kafka.put("request.timeout.ms", "5000");
    return new Settings(all.tributary(), kafka, all.camel(), all.own());
  }

  /** How far the reading of the topic is. */
  public record Progress(boolean reading, long read, long toRead) {}

  private record Snapshot(Instant at, LetterReader.Read read) {}

  /**
   * Letters with the same reason, mapping and address template; the newest detail stands for all.
   */
  public record Group(
      String id,
      String reason,
      String mapping,
      String template,
      int count,
      int replayable,
      int devices,
      String newest,
      String detail) {}

  /**
   * What the topic holds.
   *
   * @param stored how many there are in this range of time
   * @param read how many of the newest are among the groups
   * @param whole whether reading came to its end in time
   */
  public record Overview(String at, long stored, int read, boolean whole, List<Group> groups) {}

  /** Reads the newest that came between these times, which may be null. */
  public synchronized Overview read(Instant since, Instant until) {
    try {
      progress = new Progress(true, 0, 0);
      LetterReader.Read read =
          reader.newest(
              LetterReader.MOST,
              since,
              until,
              (done, all) -> progress = new Progress(true, done, all));
      snapshot = new Snapshot(Instant.now(), read);
    } finally {
      progress = new Progress(false, 0, 0);
    }
    return overview(snapshot);
  }

  private static Overview overview(Snapshot snapshot) {
    Map<String, List<Letter>> groups = new LinkedHashMap<>();
    for (Letter letter : snapshot.read().letters()) {
      groups.computeIfAbsent(letter.group(), g -> new ArrayList<>()).add(letter);
    }
    List<Group> all = new ArrayList<>(groups.values().stream().map(DeadLetters::group).toList());
    all.sort(Comparator.comparing(Group::count).reversed());
    return new Overview(
        snapshot.at().toString(),
        snapshot.read().stored(),
        snapshot.read().letters().size(),
        snapshot.read().whole(),
        all);
  }

  private static Group group(List<Letter> letters) {
    Letter newest = letters.get(0);
    return new Group(
        newest.group(),
        newest.reason(),
        newest.mapping(),
        newest.template(),
        letters.size(),
        (int) letters.stream().filter(letter -> letter.replayable() == null).count(),
        (int) letters.stream().map(Letter::device).distinct().count(),
        Instant.ofEpochMilli(newest.at()).toString(),
        newest.detail());
  }

  /** Hides what is secret in a text. */
  public UnaryOperator<String> mask() {
    return mask;
  }

  public Progress progress() {
    return progress;
  }

  /** The letters of a group as they were read last, the newest first. */
  public List<Letter> letters(String group) {
    Snapshot now = snapshot;
    if (now == null) {
      throw new ConsoleFailure(409, "the dead letters were not read yet");
    }
    return now.read().letters().stream()
        .filter(letter -> letter.group().equals(group))
        .limit(MOST_IN_GROUP)
        .toList();
  }

  /** The positions of all letters of a group that can be replayed. */
  public List<String> replayable(String group) {
    Snapshot now = snapshot;
    return now == null
        ? List.of()
        : now.read().letters().stream()
            .filter(letter -> letter.group().equals(group) && letter.replayable() == null)
            .map(letter -> letter.partition() + ":" + letter.offset())
            .toList();
  }

  /** One letter with its bytes. */
  public LetterView letter(String position) {
    StoredMessage message = stored(position);
    return LetterView.of(
        Letter.of(message, reader.templates(), isReplayed(message), mask), message, decoder, mask);
  }

  private boolean isReplayed(StoredMessage message) {
    Snapshot now = snapshot;
    return now != null
        && now.read().letters().stream()
            .anyMatch(
                letter ->
                    letter.partition() == message.partition()
                        && letter.offset() == message.offset()
                        && letter.replayed());
  }

  private StoredMessage stored(String position) {
    Matcher at = position(position);
    StoredMessage message = reader.one(Integer.parseInt(at.group(1)), Long.parseLong(at.group(2)));
    if (message == null) {
      throw new ConsoleFailure(404, "this dead letter is no longer stored");
    }
    return message;
  }

  private static Matcher position(String text) {
    Matcher at = POSITION.matcher(text);
    if (!at.matches()) {
      throw new ConsoleFailure(400, "a dead letter is named by <partition>:<offset>");
    }
    return at;
  }

  /** The message of a letter, to try it. */
  public Trial.Sent sent(String position) {
    StoredMessage message = stored(position);
    if (!message.isWhole()) {
      throw new ConsoleFailure(422, "this dead letter is cut short or has no address");
    }
    return sent(message, reader.templates());
  }

  private static Trial.Sent sent(StoredMessage message, AddressTemplates templates) {
    Arrival arrival = message.arrival(templates);
    return new Trial.Sent(
        new SampleMessage(
            arrival.protocol(),
            null,
            arrival.address().text(),
            arrival.contentType(),
            null,
            arrival.messageId(),
            null,
            arrival.properties(),
            false,
            arrival.payload()),
        arrival.received());
  }

  /** The messages of a selection in the order in which a replay would send them. */
  public Trial.Source source(List<String> positions) {
    ReplaySelection selection = selection(positions);
    return sink -> dryRun(selection, message -> sink.accept(sent(message, reader.templates())));
  }

  private void dryRun(ReplaySelection selection, Consumer<StoredMessage> sink) {
    ReplayOptions options =
        new ReplayOptions(
            settings.tributary().deadLetter().topic(),
            Set.of(),
            null,
            null,
            null,
            Long.MAX_VALUE,
            0,
            MOST_REPLAYS,
            null);
    try (Replay dry = new Replay(settings, options, selection)) {
      dry.dryRun(
          new Replay.Watcher() {
            @Override
            public void message(StoredMessage message) {
              sink.accept(message);
            }

            @Override
            public void progress(long read, long toRead) {}
          });
    }
  }

  private static ReplaySelection selection(List<String> positions) {
    if (positions.size() > LetterReader.MOST) {
      throw new ConsoleFailure(
          400,
          "at most %d dead letters are replayed at once but not %d"
              .formatted(LetterReader.MOST, positions.size()));
    }
    ReplaySelection selection = new ReplaySelection();
    for (String position : positions) {
      Matcher at = position(position);
      selection.add(Integer.parseInt(at.group(1)), Long.parseLong(at.group(2)));
    }
    return selection;
  }

  /** Begins to replay a selection. */
  public LetterReplay.State replay(List<String> positions, double rate) {
    return replay.start(selection(positions), rate);
  }

  public LetterReplay.State stopReplay() {
    return replay.stop();
  }

  public LetterReplay.State replayState() {
    return replay.state();
  }

  @Override
  public void close() {
    replay.close();
  }
}
