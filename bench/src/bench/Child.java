package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A process of a run: its output goes to a file, its cost is read from the kernel's accounting. */
public final class Child implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100;

  private static final AtomicInteger STARTED = new AtomicInteger();

  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

  static {
    // Whatever ends this process, nothing that it started outlives it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path log;
  private final String name;

  private Child(Process process, Path log, String name) {
    this.process = process;
    this.log = log;
    this.name = name;
  }

  public static Child start(Path directory, String name, List<String> command) {
    return start(directory, name, command, Map.of());
  }

  public static Child start(
      Path directory, String name, List<String> command, Map<String, String> environment) {
    Path log = directory.resolve(name + "-" + STARTED.incrementAndGet() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      ALL.add(process);
      return new Child(process, log, name);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
    }
  }

  /** A JVM on the class path of this one, or of a jar. */
  public static List<String> java(List<String> options, String... rest) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(rest));
    return command;
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Waits until it says so, and fails with its output when it ends or takes too long instead. */
  public void await(BooleanSupplier ready, int seconds) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (!ready.getAsBoolean()) {
      if (!alive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + (alive() ? " is not ready after " + seconds + " s:\n" : " ended:\n") + log());
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /**
   * Waits for its end.
   *
   * @return {@link #cpuMicros} as it was shortly before
   */
  public long awaitEnd(int seconds) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    long cpu = 0;
    while (alive()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(name + " runs for more than " + seconds + " s:\n" + log());
      }
      try {
        cpu = Math.max(cpu, cpuMicros());
      } catch (UncheckedIOException | StringIndexOutOfBoundsException e) {
        // it has just ended
      }
      LockSupport.parkNanos(5_000_000);
    }
    join();
    if (process.exitValue() != 0) {
      throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + log());
    }
    return cpu;
  }

  /** User and system time of the whole process, in microseconds. */
  public long cpuMicros() {
    String stat = proc("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (long)
        ((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND * 1e6);
  }

  /** Resident memory, in MiB. */
  public long residentMiB() {
    return proc("status")
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0)
        / 1024;
  }

  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    join();
  }

  /** As {@code kill}; by force when that takes longer than half a minute. */
  @Override
  public void close() {
    if (alive()) {
      thaw();
    }
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    join();
  }

  private void join() {
    try {
      process.waitFor();
      ALL.remove(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String proc(String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid()), file));
    } catch (IOException e) {
      throw new UncheckedIOException("the accounting of " + name + " needs Linux's /proc", e);
    }
  }
}
