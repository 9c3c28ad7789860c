package dev.tributary.observe.trace;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.MBeanServerForwarder;

/**
 * What may be done over JMX from outside of the process: look at everything, and use the lease of
 * tracing. Nothing that changes the gateway or runs code passes, whoever asks.
 */
final class ReadingOnly implements InvocationHandler {
  private static final Set<String> READING =
      Set.of(
          "getAttribute",
          "getAttributes",
          "getDefaultDomain",
          "getDomains",
          "getMBeanCount",
          "getMBeanInfo",
          "getObjectInstance",
          "isInstanceOf",
          "isRegistered",
          "queryMBeans",
          "queryNames",
          "addNotificationListener",
          "removeNotificationListener");

  /** What shows routes as they are written; with arguments they could resolve secrets. */
  private static final Set<String> DUMPS =
      Set.of("dumpRouteAsXml", "dumpRouteAsYaml", "dumpRoutesAsXml", "dumpRoutesAsYaml");

  /** JMX asks for the loader of a bean's class to read the arguments of an operation. */
  private static final Set<String> LOADERS =
      Set.of("getClassLoaderFor", "getClassLoader", "getClassLoaderRepository");

  private final ObjectName lease;
  private MBeanServer server;

  private ReadingOnly(ObjectName lease) {
    this.lease = lease;
  }

  static MBeanServerForwarder but(ObjectName lease) {
    return (MBeanServerForwarder)
        Proxy.newProxyInstance(
            ReadingOnly.class.getClassLoader(),
            new Class<?>[] {MBeanServerForwarder.class},
            new ReadingOnly(lease));
  }

  private static boolean isDump(Object[] arguments) {
    return arguments[0] instanceof ObjectName bean
        && bean.getDomain().equals("org.apache.camel")
        && DUMPS.contains(String.valueOf(arguments[1]))
        && (arguments[2] == null || ((Object[]) arguments[2]).length == 0);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (name.equals("setMBeanServer")) {
      server = (MBeanServer) arguments[0];
      return null;
    }
    if (name.equals("getMBeanServer")) {
      return server;
    }
    if (!READING.contains(name)
        && !LOADERS.contains(name)
        && !(name.equals("invoke") && (lease.equals(arguments[0]) || isDump(arguments)))) {
      throw new SecurityException(
          "JMX from outside may read and trace, but asked to %s (%s)"
              .formatted(name, arguments == null ? "" : arguments[0]));
    }
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
