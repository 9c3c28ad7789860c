package dev.tributary.observe;

import dev.tributary.config.HostName;
import dev.tributary.config.Settings;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hosts that the management port answers to. A web page can make its own name resolve to this
 * port (DNS rebinding) and then read what the browser of an operator can reach; the name in the
 * request gives it away. An IP address is never such a name.
 */
final class AllowedHosts {
  /** RFC 9110, 7.2 and RFC 3986, 3.2: a host and perhaps a port, never user information. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[(?<ipv6>[^\\[\\]]+)\\]|(?<name>[A-Za-z0-9._-]+))(:[0-9]{0,5})?");

  /** An absolute-form target (RFC 9112, 3.2.2) names its host besides the header. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?<authority>[^/?#]*).*");

  private final Set<HostName> names;

  AllowedHosts(Settings.Management settings) {
    names = new HashSet<>(settings.hosts());
    Stream.of("localhost", settings.host())
        .map(HostName::of)
        .flatMap(Optional::stream)
        .forEach(names::add);
  }

  /** A refusal: the status and one line that says why. */
  record Refusal(int status, String why) {}

  /** Null where the request is addressed as HTTP asks: one Host header, which 1.0 may omit. */
  static Refusal malformed(HttpServerRequest request) {
    int hosts = request.headers().getAll(HttpHeaders.HOST).size();
    return hosts == 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_0)
        ? null
        : new Refusal(400, "a request must have one Host header but has %d".formatted(hosts));
  }

  /** Null where every host that the request names is allowed. */
  Refusal refuse(HttpServerRequest request) {
    List<String> authorities = new ArrayList<>(request.headers().getAll(HttpHeaders.HOST));
    Matcher absolute = ABSOLUTE.matcher(request.uri());
    if (absolute.matches()) {
      authorities.add(absolute.group("authority"));
    }
    for (String authority : authorities) {
      if (!allows(authority)) {
        return new Refusal(421, why(authority));
      }
    }
    return null;
  }

  private boolean allows(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return false;
    }
    if (parts.group("ipv6") != null) {
      return NetUtil.isValidIpV6Address(parts.group("ipv6"));
    }
    return HostName.of(parts.group("name"))
        .filter(name -> names.contains(name) || NetUtil.isValidIpV4Address(name.name()))
        .isPresent();
  }

  /** What is no host is not repeated. */
  private static String why(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    String given = parts.matches() ? "\"" + parts.group(1) + "\"" : "no valid host";
    return "Host must be an IP address, localhost or a name of this gateway but is %s; add the name to tributary.management.hosts if it is yours"
        .formatted(given);
  }
}
