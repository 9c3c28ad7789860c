package dev.tributary.reload;

import dev.tributary.check.Check;
import dev.tributary.config.FailureSentence;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsLoader;
import dev.tributary.engine.GatewayContext;
import dev.tributary.engine.GatewayMain;
import dev.tributary.engine.Retirement;
import dev.tributary.engine.RouteExchange;
import dev.tributary.module.KeptState;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.module.Modules;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.YamlTree;
import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Activates what was saved in the folder of routes: validates it aside, and exchanges what changed
 * if all of it is valid. A bad save changes nothing.
 */
public final class Reload implements Module {
  static final Metric RELOADS =
      Metric.counter(
          "tributary.reloads",
          null,
          "Reloads that changed something, and those that were refused.",
          "result");
  static final Metric RELOAD_OK =
      Metric.gauge(
          "tributary.reload.ok",
          null,
          "0 while what was saved last is not active because something in it is wrong.");
  public static final List<Metric> METRICS = List.of(RELOADS, RELOAD_OK);

  /** The gateway whose routes are exchanged. */
  public interface Host {
    /** From it comes whether all messages from before this call are done. */
    BooleanSupplier drawLine();

    /** Whether this file is left out, because its listener is switched off. */
    boolean isSwitchedOff(YamlTree file);

    /** Routes were exchanged. */
    void exchanged();
  }

  private static final String KAMELET = ".kamelet.yaml";
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final SettingsLoader.Loaded loaded;
  private final Modules passive;
  private final List<Module> modules;
  private final Host host;
  private final RouteExchange routes;
  private final Retirement retirement;
  private final SavedFiles saved;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private volatile String active;

  /** Whether the last reload failed before it could judge what was saved. */
  private boolean retry;

  private volatile ReloadResult last = new ReloadResult(Instant.now(), List.of(), List.of());
  private FolderWatch watch;
  private LibraryWatch libraries;
  private ReloadAccess access;

  /**
   * @param camel of {@link GatewayMain}, with the routes of this folder started
   * @param passive makes the modules of a check
   * @param modules those that run, and read files besides routes
   * @param host whose routes are exchanged
   */
  public Reload(
      SettingsLoader.Loaded loaded,
      Project project,
      CamelContext camel,
      Modules passive,
      List<Module> modules,
      Host host) {
    this.loaded = loaded;
    this.passive = passive;
    this.modules = List.copyOf(modules);
    this.host = host;
    this.retirement = new Retirement((GatewayContext) camel);
    this.routes = new RouteExchange((GatewayContext) camel, project.routes(), host::isSwitchedOff);
    this.saved = new SavedFiles(project);
    this.active = project.fingerprint();
  }

  /**
   * From now on a reload can be asked for, by SIGHUP and by JMX.
   *
   * @param watching whether a save is enough to ask
   */
  public void start(boolean watching) throws IOException {
    access = new ReloadAccess(this);
    if (watching) {
      watch = new FolderWatch(saved.project().folder(), this::reload);
      libraries = new LibraryWatch();
      warmUp();
    }
  }

  /** The first check of a process takes seconds, which no save should have to wait for. */
  private void warmUp() {
    DaemonThreads.of("reload-warm-up", this::checkUnseen).start();
  }

  private void checkUnseen() {
    try {
      LOG.debug(
          "The folder has {} problems at the start",
          Check.folder(loaded, saved.project(), passive).size());
    } catch (Throwable e) {
      LOG.debug("The folder cannot be checked yet", e);
    }
  }

  /** Activates what was saved, and returns how that went. */
  public synchronized ReloadResult reload() {
    long start = System.nanoTime();
    try {
      if (!saved.look() && !retry) {
        return last.ok() ? new ReloadResult(Instant.now(), List.of(), List.of()) : last;
      }
      retry = false;
      boolean mended = !last.ok();
      last = new ReloadResult(Instant.now(), take(), List.of());
      if (last.changes().isEmpty() && mended) {
        LOG.info("Reloaded: the saved files are valid again, and match what runs");
      }
      if (!last.changes().isEmpty()) {
        taken.incrementAndGet();
        LOG.info("Reloaded in {} ms: {}", (System.nanoTime() - start) / 1_000_000, last);
      }
    } catch (Problems.Found e) {
      refuse(e.problems());
    } catch (Throwable e) {
      // An error too: no file of the folder may stop the watch.
      LOG.debug("The reload failed", e);
      refuse(List.of(FailureSentence.of(e)));
      retry = true;
    }
    return last;
  }

  /** Of the files that are active, which may not be those that were saved last. */
  public String fingerprint() {
    return active;
  }

  /** Of what the modules keep state. */
  List<KeptState> keptOfAll() {
    return modules.stream().flatMap(module -> module.kept().stream()).toList();
  }

  private List<String> take() throws Exception {
    Problems problems = new Problems();
    Project next = saved.project();
    Check.folder(loaded, next, passive).stream().map(Finding::toString).forEach(problems::add);
    problems.throwIfAny();
    if (saved.look()) {
      return take();
    }
    List<String> changes = new ArrayList<>();
    List<KeptState> before = keptOfAll();
    Deque<Runnable> back = new ArrayDeque<>();
    try {
      for (Module module : modules) {
        List<Path> files = saved.files().stream().filter(module::reads).toList();
        if (!files.isEmpty()) {
          back.push(module.read(next));
          files.forEach(file -> changes.add("changed " + next.folder().relativize(file)));
        }
      }
      changes.addAll(KeptState.changes(before, keptOfAll()));
      changes.addAll(exchange(next.routes()));
    } catch (Throwable e) {
      back.forEach(Runnable::run);
      throw e;
    }
    saved.files().stream()
        .filter(file -> file.toString().endsWith(KAMELET))
        .forEach(
            file ->
                LOG.warn("{} was saved: restart to activate it", next.folder().relativize(file)));
    saved.taken();
    active = next.fingerprint();
    return changes;
  }

  private List<String> exchange(RouteFolder next) throws Exception {
    RouteExchange.Done done = routes.apply(next);
    if (!done.detached().isEmpty()) {
      retirement.add(host.drawLine(), done.detached());
    }
    if (!done.changes().isEmpty()) {
      host.exchanged();
    }
    return done.changes();
  }

  private void refuse(List<String> problems) {
    last = new ReloadResult(Instant.now(), List.of(), problems);
    refused.incrementAndGet();
    LOG.error(
        "Reload refused, the old version keeps running: {}{}",
        problems.get(0),
        problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1));
  }

  /** How the last reload went. */
  public ReloadResult last() {
    return last;
  }

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public void meters(Meters meters) {
    meters.count(RELOADS, taken::get, "taken");
    meters.count(RELOADS, refused::get, "refused");
    meters.gauge(RELOAD_OK, () -> last.ok() ? 1 : 0);
  }

  @Override
  public List<String> degradations() {
    return last.problems().stream().map(problem -> "reload refused: " + problem).toList();
  }

  /** Exchanged routes that still have messages in flight. */
  public int waiting() {
    return retirement.waiting();
  }

  /** From now on nothing is reloaded; what was exchanged may still finish. */
  public void quiesce() {
    if (access != null) {
      access.close();
    }
    if (watch != null) {
      watch.close();
      libraries.close();
    }
  }

  @Override
  public void close() {
    quiesce();
    retirement.close();
  }
}
