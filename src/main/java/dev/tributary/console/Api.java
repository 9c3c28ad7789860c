package dev.tributary.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.support.DaemonThreads;
import dev.tributary.text.Printable;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the pages ask: {@code /api/…}. */
final class Api implements AutoCloseable {
  static final String ROOT = "/api/";

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final Logger AUDIT = LoggerFactory.getLogger("tributary.audit");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BODY = 2 * 1024 * 1024;
  private static final int WORKERS = 2;
  private static final int WAITING = 32;

  private final Access access;
  private final Live live;
  private final Map<String, ConsolePage> pages = new LinkedHashMap<>();
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          WORKERS,
          WORKERS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> DaemonThreads.of("console-worker", task));

  Api(Access access, Live live, List<ConsolePage> pages) {
    this.access = access;
    this.live = live;
    pages.forEach(page -> this.pages.put(page.name(), page));
    workers.allowCoreThreadTimeOut(true);
  }

  void serve(HttpServerRequest request, BooleanSupplier keep) {
    String path = request.path().substring(ROOT.length());
    Session session = access.session(request);
    try {
      if (request.method().equals(HttpMethod.GET)) {
        get(request, path, session, keep);
      } else if (request.method().equals(HttpMethod.POST)) {
        Access.requireOwn(request, session);
        body(request, body -> post(request, path, session, body));
      } else {
        request.response().putHeader("Allow", "GET, POST");
        throw new ConsoleFailure(405, "only GET and POST are answered here");
      }
    } catch (RuntimeException e) {
      fail(request, e);
    }
  }

  private void get(HttpServerRequest request, String path, Session session, BooleanSupplier keep) {
    if (path.equals("session")) {
      answer(request, 200, shown(session));
      return;
    }
    requireReader(session);
    Map<String, String> query = query(request);
    if (path.equals("live")) {
      String name = query.remove("page");
      Supplier<ConsolePage.Feed> feed = null;
      if (name != null && !name.isEmpty()) {
        ConsolePage page = page(name);
        feed = () -> page.open(query);
      }
      if (!keep.getAsBoolean()) {
        throw new ConsoleFailure(503, "as many pages are open as may be; close one");
      }
      live.open(request, feed, () -> access.mayRead(session));
      return;
    }
    String[] parts = parts(path);
    ConsolePage page = page(parts[0]);
    work(request, () -> page.get(parts[1], query));
  }

  private void post(HttpServerRequest request, String path, Session session, JsonNode body) {
    if (path.equals("login")) {
      login(request, body);
      return;
    }
    if (path.equals("logout")) {
      access.end(request, session);
      audit(session.user(), "logout", "done");
      answer(request, 200, Map.of());
      return;
    }
    requireReader(session);
    String[] parts = parts(path);
    ConsolePage page = page(parts[0]);
    if (!page.writes(parts[1])) {
      work(request, () -> page.post(parts[1], body, session.user()));
    } else if (!access.mayWrite(session)) {
      throw new ConsoleFailure(403, access.whyReadOnly(session));
    } else if (page.audits(parts[1])) {
      work(request, () -> audited(page, parts[1], body, session.user()));
    } else {
      work(request, () -> page.post(parts[1], body, session.user()));
    }
  }

  private static Object audited(ConsolePage page, String action, JsonNode body, String user)
      throws Exception {
    String what = page.name() + "/" + action;
    try {
      Object result = page.post(action, body, user);
      audit(user, what, "done");
      return result;
    } catch (Exception e) {
      audit(user, what, Failures.sentence(e));
      throw e;
    }
  }

  private void login(HttpServerRequest request, JsonNode body) {
    String name = body.path("user").asText();
    String address = request.remoteAddress().hostAddress();
    work(
        request,
        () -> {
          try {
            Session begun = access.login(name, body.path("password").asText(), address);
            audit(name, "login", "done");
            return begun;
          } catch (ConsoleFailure e) {
            audit(name, "login from " + address, e.getMessage());
            throw e;
          }
        },
        session -> {
          access.begin(request, session);
          answer(request, 200, shown(session));
        });
  }

  private static void audit(String user, String action, String result) {
    AUDIT.info(
        "user=\"{}\" action=\"{}\" result=\"{}\"",
        user.isEmpty() ? "(nobody)" : Printable.json(Printable.line(user)),
        Printable.json(Printable.line(action)),
        Printable.json(result));
  }

  private Map<String, Object> shown(Session session) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("user", session.user());
    shown.put("login", access.needsLogin());
    shown.put("read", access.mayRead(session));
    shown.put("write", access.mayWrite(session));
    shown.put("why", access.whyReadOnly(session));
    shown.put("token", session.token());
    return shown;
  }

  private void requireReader(Session session) {
    if (!access.mayRead(session)) {
      throw new ConsoleFailure(401, "log in first");
    }
  }

  private ConsolePage page(String name) {
    ConsolePage page = pages.get(name);
    if (page == null) {
      throw new ConsoleFailure(404, "there is no such page");
    }
    return page;
  }

  /** The page, and what is asked of it. */
  private static String[] parts(String path) {
    int slash = path.indexOf('/');
    return slash < 0
        ? new String[] {path, ""}
        : new String[] {path.substring(0, slash), path.substring(slash + 1)};
  }

  private static Map<String, String> query(HttpServerRequest request) {
    Map<String, String> query = new LinkedHashMap<>();
    MultiMap given = request.params();
    given.forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
    return query;
  }

  private interface Body {
    void read(JsonNode body);
  }

  private void body(HttpServerRequest request, Body reader) {
    Buffer all = Buffer.buffer();
    request.handler(
        part -> {
          if (all.length() <= MOST_BODY) {
            all.appendBuffer(part);
          }
        });
    request.endHandler(
        end -> {
          try {
            if (all.length() > MOST_BODY) {
              throw new ConsoleFailure(413, "a request may have at most 2 MiB");
            }
            reader.read(all.length() == 0 ? JSON.createObjectNode() : parse(all));
          } catch (RuntimeException e) {
            fail(request, e);
          }
        });
  }

  private static JsonNode parse(Buffer body) {
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw new ConsoleFailure(400, "a request must be JSON");
    }
  }

  private void work(HttpServerRequest request, Callable<Object> task) {
    work(
        request,
        () -> {
          Object result = task.call();
          if (result == null) {
            throw new ConsoleFailure(404, "there is no such thing");
          }
          return JSON.writeValueAsBytes(result);
        },
        json -> answer(request, 200, json));
  }

  private <T> void work(HttpServerRequest request, Callable<T> task, Consumer<T> answer) {
    Context loop = Vertx.currentContext();
    try {
      workers.execute(
          () -> {
            try {
              T result = task.call();
              loop.runOnContext(now -> answer.accept(result));
            } catch (Exception | StackOverflowError e) {
              loop.runOnContext(now -> fail(request, e));
            }
          });
    } catch (RejectedExecutionException e) {
      throw new ConsoleFailure(503, "too much waits already; try again in a moment");
    }
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    int status = Failures.status(failure);
    if (status == 500) {
      LOG.warn("The console cannot answer {}", request.path(), failure);
    }
    answer(request, status, Map.of("error", Failures.sentence(failure)));
  }

  private static void answer(HttpServerRequest request, int status, Object body) {
    try {
      answer(request, status, JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void answer(HttpServerRequest request, int status, byte[] json) {
    if (!request.response().closed() && !request.response().ended()) {
      var unused =
          Headers.protect(request.response())
              .setStatusCode(status)
              .putHeader("Content-Type", "application/json")
              .putHeader("Cache-Control", "no-store")
              .end(Buffer.buffer(json));
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
    pages.values().forEach(ConsolePage::close);
  }
}
