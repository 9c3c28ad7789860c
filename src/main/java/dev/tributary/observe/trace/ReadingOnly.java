package dev.tributary.observe.trace;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.MBeanServerForwarder;

/**
 * What may be done over JMX from outside of the process: look at everything, use the lease of
 * tracing and, where that is allowed, Camel's own tracer. Nothing that changes the gateway or runs
 * code passes, whoever the client is.
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

  /** Of Camel's tracer; its filter is none of them: it runs code in any language. */
  private static final Set<String> TRACER_ATTRIBUTES =
      Set.of(
          "Enabled",
          "TracePattern",
          "BacklogSize",
          "RemoveOnDump",
          "BodyMaxChars",
          "BodyIncludeFiles",
          "BodyIncludeStreams",
          "IncludeExchangeProperties",
          "IncludeExchangeVariables");

  private static final Set<String> TRACER_OPERATIONS =
      Set.of(
          "clear",
          "resetTraceCounter",
          "dumpTracedMessagesAsXml",
          "dumpTracedMessagesAsJSon",
          "dumpAllTracedMessagesAsXml",
          "dumpAllTracedMessagesAsJSon",
          "dumpLatestMessageHistoryAsXml",
          "dumpLatestMessageHistoryAsJSon");

  private final ObjectName lease;
  private final boolean backlogTracer;
  private MBeanServer server;

  private ReadingOnly(ObjectName lease, boolean backlogTracer) {
    this.lease = lease;
    this.backlogTracer = backlogTracer;
  }

  /**
   * @param backlogTracer whether Camel's own tracer may be switched on and read
   */
  static MBeanServerForwarder but(ObjectName lease, boolean backlogTracer) {
    return (MBeanServerForwarder)
        Proxy.newProxyInstance(
            ReadingOnly.class.getClassLoader(),
            new Class<?>[] {MBeanServerForwarder.class},
            new ReadingOnly(lease, backlogTracer));
  }

  private boolean isAllowed(String method, Object[] arguments) {
    return switch (method) {
      case "invoke" ->
          lease.equals(arguments[0])
              || isDump(arguments)
              || (isTracer(arguments[0]) && TRACER_OPERATIONS.contains(arguments[1]));
      case "setAttribute" ->
          isTracer(arguments[0])
              && TRACER_ATTRIBUTES.contains(((Attribute) arguments[1]).getName());
      default -> READING.contains(method) || LOADERS.contains(method);
    };
  }

  private String wayOut(Object[] arguments) {
    return !backlogTracer
            && arguments != null
            && String.valueOf(arguments[0]).contains("name=BacklogTracer")
        ? "; tributary.trace.backlog-tracer=true lets it use Camel's tracer"
        : "";
  }

  private boolean isTracer(Object bean) {
    return backlogTracer
        && bean instanceof ObjectName name
        && name.getDomain().equals("org.apache.camel")
        && "tracer".equals(name.getKeyProperty("type"))
        && "BacklogTracer".equals(name.getKeyProperty("name"));
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
    if (!isAllowed(name, arguments)) {
      throw new SecurityException(
          "JMX from outside may read and trace, but asked to %s (%s)%s"
              .formatted(name, arguments == null ? "" : arguments[0], wayOut(arguments)));
    }
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
