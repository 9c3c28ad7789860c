package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class S3SignatureTest {
  private final S3Signature signature =
      new S3Signature(Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC));

  /** The example of a PUT in the documentation of S3's Signature Version 4. */
  @Test
  void isThatOfTheDocumentation() throws GeneralSecurityException {
    signature.setFolder("https://examplebucket.s3.amazonaws.com");
    signature.setRegion("us-east-1");
    signature.setAccessKey("AKIAIOSFODNN7EXAMPLE");
    signature.setSecretKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    Map<String, String> headers =
        signature.signed(
            S3Signature.encoded("test$file.text"),
            "Welcome to Amazon S3.".getBytes(UTF_8),
            new TreeMap<>(
                Map.of(
                    "date",
                    "Fri, 24 May 2013 00:00:00 GMT",
                    "x-amz-storage-class",
                    "REDUCED_REDUNDANCY")));

    assertThat(headers)
        .containsEntry("x-amz-date", "20130524T000000Z")
        .containsEntry(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
                + "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void namesAreEncodedByTheirBytes() {
    assertThat(S3Signature.encoded("/b/a b+ä%/x_1-2.gz"))
        .isEqualTo("/b/a%20b%2B%C3%A4%25/x_1-2.gz");
  }

  @Test
  void theFolderIsAUrl() {
    assertThatThrownBy(() -> signature.setFolder("s3.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"s3.example\"");
  }
}
