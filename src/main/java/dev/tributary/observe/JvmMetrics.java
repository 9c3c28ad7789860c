package dev.tributary.observe;

import dev.tributary.module.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;

/** What Micrometer measures of the process, as far as it is shown. */
final class JvmMetrics implements AutoCloseable {
  static final List<Metric> METRICS =
      List.of(
          Metric.gauge("jvm.memory.used", "bytes", "Memory in use.", "area", "id"),
          Metric.gauge("jvm.memory.max", "bytes", "Its bound.", "area", "id"),
          Metric.gauge("jvm.buffer.memory.used", "bytes", "Memory outside of the heap.", "id"),
          Metric.timer(
              "jvm.gc.pause",
              "Pauses of the garbage collector; there once the first has been.",
              "action",
              "cause",
              "gc"),
          Metric.gauge("jvm.threads.live", "threads", "Threads."),
          Metric.gauge("process.cpu.usage", null, "Share of all cores in use, 0 to 1."),
          Metric.gauge("process.files.open", "files", "Open files and sockets."),
          Metric.gauge("process.files.max", "files", "Their bound."),
          Metric.gauge("process.uptime", "seconds", "Since the JVM started."));

  private final JvmGcMetrics garbageCollector = new JvmGcMetrics();

  JvmMetrics(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollector.bindTo(registry);
  }

  @Override
  public void close() {
    garbageCollector.close();
  }
}
