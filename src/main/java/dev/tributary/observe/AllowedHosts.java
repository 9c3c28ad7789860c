package dev.tributary.observe;

import dev.tributary.config.HostName;
import dev.tributary.config.Settings;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
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

  /** Why the request is refused, one line; null where every host that it names is allowed. */
  String refuse(HttpServerRequest request) {
    List<String> authorities = new ArrayList<>(request.headers().getAll(HttpHeaders.HOST));
    Matcher absolute = ABSOLUTE.matcher(request.uri());
    if (absolute.matches()) {
      authorities.add(absolute.group("authority"));
    }
    for (String authority : authorities) {
      if (!allows(authority)) {
        return why(authority);
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
