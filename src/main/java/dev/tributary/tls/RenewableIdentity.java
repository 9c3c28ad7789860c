package dev.tributary.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate that HTTPS shows, exchanged between one handshake and the next. While Vert.x
 * exchanges one itself, it breaks off who connects.
 */
final class RenewableIdentity extends X509ExtendedKeyManager {
  /** A handshake asks for a name first, and with it for the rest. */
  private record Generation(long number, X509ExtendedKeyManager keys) {
    String named(String alias) {
      return alias == null ? null : number + ":" + alias;
    }

    boolean isOf(String name) {
      return name.startsWith(number + ":");
    }
  }

  /** The latest first, and the one before it for handshakes under way. */
  private volatile List<Generation> generations = List.of();

  synchronized void renew(X509ExtendedKeyManager keys) {
    List<Generation> before = generations;
    long number = before.isEmpty() ? 0 : before.get(0).number() + 1;
    generations =
        Stream.concat(Stream.of(new Generation(number, keys)), before.stream()).limit(2).toList();
  }

  private Generation latest() {
    return generations.get(0);
  }

  private Generation of(String name) {
    return generations.stream().filter(each -> each.isOf(name)).findFirst().orElseGet(this::latest);
  }

  private static String alias(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    Generation latest = latest();
    return latest.named(latest.keys().chooseEngineServerAlias(type, issuers, engine));
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    Generation latest = latest();
    return latest.named(latest.keys().chooseServerAlias(type, issuers, socket));
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    Generation latest = latest();
    String[] aliases = latest.keys().getServerAliases(type, issuers);
    return aliases == null ? null : Stream.of(aliases).map(latest::named).toArray(String[]::new);
  }

  @Override
  public X509Certificate[] getCertificateChain(String name) {
    return of(name).keys().getCertificateChain(alias(name));
  }

  @Override
  public PrivateKey getPrivateKey(String name) {
    return of(name).keys().getPrivateKey(alias(name));
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return null;
  }
}
