package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.text.Sha256;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Signs the PUT of a body to the name in {@code CamelHttpPath}, as S3 asks for it (AWS Signature
 * Version 4), so that no SDK is needed.
 */
public final class S3Signature implements Processor {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DAY = 8;
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  private final Clock clock;
  private URI folder;
  private String region;
  private String accessKey;
  private String secretKey;

  public S3Signature() {
    this(Clock.systemUTC());
  }

  S3Signature(Clock clock) {
    this.clock = clock;
  }

  /** Where names begin: the URL of the store, the bucket and what comes before each name. */
  public void setFolder(String url) {
    folder = URI.create(url);
    if (folder.getHost() == null) {
      throw new IllegalArgumentException(
          "the folder in S3 must be a URL such as https://s3.eu-central-1.amazonaws.com/bucket/ but is \"%s\""
              .formatted(url));
    }
  }

  public void setRegion(String region) {
    this.region = region;
  }

  public void setAccessKey(String accessKey) {
    this.accessKey = accessKey;
  }

  public void setSecretKey(String secretKey) {
    this.secretKey = secretKey;
  }

  @Override
  public void process(Exchange exchange) throws GeneralSecurityException {
    Message message = exchange.getMessage();
    String name = encoded(message.getHeader(Exchange.HTTP_PATH, String.class));
    message.setHeader(Exchange.HTTP_PATH, name);
    signed(name, message.getBody(byte[].class), new TreeMap<>()).forEach(message::setHeader);
  }

  /**
   * The headers of the request.
   *
   * @param name encoded
   * @param more headers that are signed too, with names of lower case
   */
  Map<String, String> signed(String name, byte[] body, SortedMap<String, String> more)
      throws GeneralSecurityException {
    Instant now = clock.instant();
    String time = TIME.format(now);
    String hash = Sha256.of(body);
    SortedMap<String, String> headers = new TreeMap<>(more);
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", time);
    SortedMap<String, String> all = new TreeMap<>(headers);
    all.put("host", host());
    String names = String.join(";", all.keySet());
    String request =
        "PUT\n%s\n\n%s\n%s\n%s"
            .formatted(
                path(name),
                all.entrySet().stream()
                    .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                    .collect(Collectors.joining()),
                names,
                hash);
    String day = time.substring(0, DAY);
    String scope = day + "/" + region + "/s3/aws4_request";
    String text = ALGORITHM + "\n" + time + "\n" + scope + "\n" + Sha256.of(request);
    byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    headers.put(
        "Authorization",
        "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
            .formatted(
                ALGORITHM, accessKey, scope, names, HexFormat.of().formatHex(hmac(key, text))));
    return headers;
  }

  private String path(String name) {
    String path = folder.getRawPath();
    return path.endsWith("/") ? path + name : path + "/" + name;
  }

  private String host() {
    return folder.getPort() < 0 ? folder.getHost() : folder.getHost() + ":" + folder.getPort();
  }

  /** As the signature has it: all but these characters by their bytes. */
  static String encoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : name.getBytes(UTF_8)) {
      if (UNRESERVED.indexOf(each) >= 0) {
        encoded.append((char) each);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", each));
      }
    }
    return encoded.toString();
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
