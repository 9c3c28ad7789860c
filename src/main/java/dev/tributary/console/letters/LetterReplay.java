package dev.tributary.console.letters;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Settings;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.replay.Replay;
import dev.tributary.replay.ReplayOptions;
import dev.tributary.replay.ReplaySelection;
import dev.tributary.replay.StoredMessage;
import dev.tributary.support.DaemonThreads;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays selected dead letters through the pipeline that runs, one selection at a time. */
final class LetterReplay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LetterReplay.class);
  private static final int MOST_REPLAYS = 3;
  private static final double MOST_RATE = 10_000;
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * How far a replay is.
   *
   * @param phase {@code none}, {@code running} or {@code ended}
   * @param reasons of those that were dead-lettered again
   * @param result in words once it has ended
   * @param complete whether all of it went and is remembered
   */
  record State(
      String phase,
      int selected,
      int published,
      int again,
      Map<String, Integer> reasons,
      String result,
      boolean complete) {
    static final State NONE = new State("none", 0, 0, 0, Map.of(), "", true);

    State {
      reasons = Map.copyOf(reasons);
    }
  }

  private final Settings settings;
  private final Supplier<Replay.Pipeline> pipelines;
  private State state = State.NONE;
  private Map<String, Integer> reasons = new TreeMap<>();
  private long moved;
  private Replay running;

  /**
   * @param pipelines the way of a message from its arrival on, through the routes that run
   */
  LetterReplay(Settings settings, Supplier<Replay.Pipeline> pipelines) {
    this.settings = settings;
    this.pipelines = pipelines;
  }

  synchronized State state() {
    if (running != null && System.nanoTime() - moved > STALLED_NANOS) {
      // Kafka is gone: nothing more can be read
      running.stop();
    }
    return state;
  }

  /**
   * Begins.
   *
   * @param rate the most a second, 0 for no limit
   */
  synchronized State start(ReplaySelection selection, double rate) {
    if (running != null) {
      throw new ConsoleFailure(409, "a replay is under way: wait for its end or stop it");
    }
    if (selection.size() == 0) {
      throw new ConsoleFailure(400, "a replay needs at least one dead letter");
    }
    if (!(rate >= 0 && rate <= MOST_RATE)) {
      throw new ConsoleFailure(400, "rate must be 0 to 10000 a second but is " + rate);
    }
    String topic = settings.tributary().deadLetter().topic();
    ReplayOptions options =
        new ReplayOptions(
            topic, Set.of(), null, null, null, Long.MAX_VALUE, rate, MOST_REPLAYS, null);
    Replay replay = new Replay(settings, options, selection);
    running = replay;
    moved = System.nanoTime();
    reasons = new TreeMap<>();
    state = new State("running", selection.size(), 0, 0, Map.of(), "", false);
    DaemonThreads.of("console-replay", () -> run(replay)).start();
    return state;
  }

  synchronized State stop() {
    if (running != null) {
      running.stop();
    }
    return state;
  }

  private void run(Replay replay) {
    try (replay) {
      Replay.Summary summary = replay.run(counted(pipelines.get()), new Progress());
      ended(summary.toString(), summary.isComplete());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended("interrupted", false);
    } catch (TimeoutException e) {
      ended("Kafka does not answer, and nothing more was sent: " + e.getMessage(), false);
    } catch (Exception e) {
      LOG.warn("A replay from the console failed: {}", FailureSentence.of(e));
      ended("failed: " + FailureSentence.of(e), false);
    }
  }

  private synchronized void ended(String result, boolean complete) {
    state =
        new State(
            "ended", state.selected(), state.published(), state.again(), reasons, result, complete);
    running = null;
  }

  private Replay.Pipeline counted(Replay.Pipeline pipeline) {
    return new Replay.Pipeline() {
      @Override
      public void accept(Arrival arrival, Consumer<Outcome> answer) {
        pipeline.accept(
            arrival,
            outcome -> {
              count(outcome);
              answer.accept(outcome);
            });
      }

      @Override
      public boolean hasRoom(int size) {
        return pipeline.hasRoom(size);
      }
    };
  }

  private synchronized void count(Outcome outcome) {
    moved = System.nanoTime();
    if (!outcome.isStored()) {
      reasons.merge(outcome.reason().word(), 1, Integer::sum);
    }
    state =
        new State(
            state.phase(),
            state.selected(),
            state.published() + (outcome.isStored() ? 1 : 0),
            state.again() + (outcome.isStored() ? 0 : 1),
            reasons,
            state.result(),
            false);
  }

  private final class Progress implements Replay.Watcher {
    @Override
    public void message(StoredMessage message) {}

    @Override
    public void progress(long read, long toRead) {
      synchronized (LetterReplay.this) {
        moved = System.nanoTime();
      }
    }
  }

  @Override
  public synchronized void close() {
    stop();
  }
}
