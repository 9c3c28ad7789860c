package dev.tributary.reload;

import dev.tributary.module.KeptState;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets an operator ask for a reload: by SIGHUP, and by an MBean. */
final class ReloadAccess implements ReloadMXBean, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadAccess.class);
  private static final String NAME = "dev.tributary:type=Reload";

  private final Reload reload;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private boolean registered;

  ReloadAccess(Reload reload) {
    this.reload = reload;
    hearHangup();
    try {
      ObjectName name = new ObjectName(NAME);
      if (!server.isRegistered(name)) {
        server.registerMBean(new StandardMBean(this, ReloadMXBean.class, true), name);
        registered = true;
      }
    } catch (JMException e) {
      LOG.warn("A reload cannot be asked for by JMX: {}", e.toString());
    }
  }

  /** By name, as the class belongs to no module that every Java must have. */
  private void hearHangup() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hangup =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      LOG.info("Asked to reload by SIGHUP: {}", reload.reload());
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "reload on SIGHUP";
                  });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), hangup);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        LOG.info(
            "SIGHUP asks for no reload here: the process was started with it ignored, as by nohup"
                + " (setsid instead of nohup leaves it alone)");
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.debug("SIGHUP cannot be received here: {}", e.toString());
    }
  }

  @Override
  public String reload() {
    return reload.reload().toString();
  }

  @Override
  public String getLast() {
    return reload.last().toString();
  }

  @Override
  public String getFingerprint() {
    return reload.fingerprint();
  }

  @Override
  public List<String> getKept() {
    return reload.keptOfAll().stream().map(KeptState::toString).toList();
  }

  @Override
  public List<String> getProblems() {
    return reload.last().problems();
  }

  @Override
  public void close() {
    if (registered) {
      try {
        server.unregisterMBean(new ObjectName(NAME));
      } catch (JMException e) {
        LOG.debug("The MBean is gone already: {}", e.toString());
      }
    }
  }
}
