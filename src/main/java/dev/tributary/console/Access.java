package dev.tributary.console;

import dev.tributary.config.Hosts;
import dev.tributary.config.Settings;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.tls.FileWatch;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * Who may read and act. Without a users file everybody who reaches the port may read, and act where
 * that is this machine only.
 */
final class Access implements AutoCloseable {
  static final String COOKIE = "tributary-session";
  static final String TOKEN = "X-CSRF-Token";

  private final boolean write;
  private final boolean local;
  private final Users users;
  private final FileWatch watch;
  private final Sessions sessions = new Sessions(System::nanoTime);
  private final FailedLogins failed = new FailedLogins(System::nanoTime);

  /** Of everybody who has not logged in. */
  private final Session nobody = new Session("", "", Sessions.random());

  /**
   * @throws IllegalArgumentException with what is wrong in the users file
   */
  Access(Settings.Tributary settings) {
    this.write = settings.console().write();
    this.local = !Hosts.isReachable(settings.management().host());
    Path file = settings.management().usersFile();
    this.users = file == null ? null : new Users(file);
    this.watch =
        file == null ? null : new FileWatch(List.of(file), () -> sessions.endOf(users.reread()));
  }

  boolean needsLogin() {
    return users != null;
  }

  /**
   * Takes a good part of a second.
   *
   * @param address where the request came from
   */
  Session login(String name, String password, String address) {
    if (users == null) {
      throw new ConsoleFailure(404, "nobody has to log in here");
    }
    if (!failed.begin(address)) {
      throw new ConsoleFailure(429, "too many wrong passwords; try again in a minute");
    }
    if (!users.areThese(name, password)) {
      throw new ConsoleFailure(403, "this name with this password is not in the users file");
    }
    failed.succeeded(address);
    return sessions.begin(name);
  }

  Session session(HttpServerRequest request) {
    Cookie cookie = request.getCookie(COOKIE);
    Session known = cookie == null ? null : sessions.use(cookie.getValue());
    return known == null ? nobody : known;
  }

  /** Whether this session may still read. */
  boolean mayRead(Session session) {
    return users == null || (!session.id().isEmpty() && sessions.use(session.id()) != null);
  }

  boolean mayWrite(Session session) {
    return write && (users != null ? mayRead(session) : local);
  }

  /** Why nothing may be changed, a sentence; or an empty text. */
  String whyReadOnly(Session session) {
    if (mayWrite(session)) {
      return "";
    }
    return !write
        ? "This console only reads: tributary.console.write is false."
        : users != null
            ? "Log in to change anything."
            : "Changing anything needs tributary.management.users-file.";
  }

  void begin(HttpServerRequest request, Session session) {
    var unused =
        request
            .response()
            .addCookie(
                Cookie.cookie(COOKIE, session.id())
                    .setHttpOnly(true)
                    .setSecure(request.isSSL())
                    .setSameSite(CookieSameSite.STRICT)
                    .setPath("/"));
  }

  void end(HttpServerRequest request, Session session) {
    sessions.end(session.id());
    var unused =
        request
            .response()
            .addCookie(Cookie.cookie(COOKIE, "").setHttpOnly(true).setPath("/").setMaxAge(0));
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }

  /**
   * @throws ConsoleFailure where the request may come from a page of somebody else
   */
  static void requireOwn(HttpServerRequest request, Session session) {
    List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
    String host = request.getHeader(HttpHeaders.HOST);
    if (origins.size() != 1
        || host == null
        || !origins.get(0).replaceFirst("^https?://", "").equalsIgnoreCase(host)) {
      throw new ConsoleFailure(403, "Origin must be the host that is asked, " + host);
    }
    if (!same(request.getHeader(TOKEN), session.token())) {
      throw new ConsoleFailure(
          403, TOKEN + " must be the token that /api/session answers; reload the page");
    }
  }

  /** In the same time wherever they differ. */
  private static boolean same(String given, String token) {
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
