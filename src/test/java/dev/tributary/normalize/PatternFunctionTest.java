package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import dev.tributary.contract.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternFunctionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MOST_CPU = Duration.ofSeconds(5);

  /** 2 to the power of 39 ways to fail. */
  private static final String HOSTILE = "{\"x\":\"" + "a".repeat(40) + "!\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test(., \"b+\")",
        "test(., \"^b+$\")",
        "test(null, \"b\")",
        "test(123, \"^12\")",
        "test([1, \"b\"], \"b\")",
        "test(., null)",
        "capture(., \"(?<first>a)(?<second>b)?(?<none>x)?\")",
        "capture(., \"(?<first>x)\")",
        "capture(., \"a\")",
        "capture(null, \"a\")",
        "split(., \"b\")",
        "split(\"a,b,,\", \",\")",
        "split(\",a,b\", \",\")",
        "split(\"\", \",\")",
        "split(\"abc\", \"\")",
        "split(null, \",\")",
        "split(12.5, \"[.]\")",
        "replace(., \"b\", \"$1\")",
        "replace(., \"^a\", \"\")",
        "replace(., \"x\", \"y\")",
        "replace(123, \"x\", \"y\")",
        "replace(123, \"2\", 9)",
        "replace(., \"c*\", \"y\")",
        "replace(., \"a|c$\", \"-\")",
        "replace(null, \"a\", \"b\")",
        "replace(\"\", \"a\", \"b\")",
        "test(., \"(\")",
        "test(., \"(\" + \"\")"
      })
  void answersAsWhatIsBuiltIn(String jslt) throws IOException {
    for (String input : List.of("\"abc\"", "\"aabbcc abc\"", "\"\"", "7", "[\"b\"]")) {
      assertThat(result(jslt, input, true)).isEqualTo(result(jslt, input, false));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test(.x, \"^(a+?)+?$\")",
        "capture(.x, \"^(?<all>(a+?)+?)$\")",
        "split(.x, \"(a+?)+?$\")",
        "replace(.x, \"(a+?)+?$\", \"\")"
      })
  void givesUpOnATextThatWouldKeepItBusyForYears(String call, @TempDir Path folder)
      throws IOException {
    try (NormalizeRoute route = mapping(folder, call)) {
      String why = why(route, HOSTILE);
      assertThat(why)
          .contains("needs too long", "(a+?)+?", "mappings/tasmota.jslt")
          .hasLineCount(1);
    }
  }

  @Test
  void countsTheTextsOfAMessageTogether(@TempDir Path folder) throws IOException {
    String nearly = "\"" + "a".repeat(12) + "!\",";
    String many = "{\"x\":[" + nearly.repeat(4_000) + "\"a\"]}";
    try (NormalizeRoute route = mapping(folder, "size([for (.x) test(., \"^(a+?)+?$\")])")) {
      assertThat(why(route, many)).contains("needs too long");
    }
  }

  private static String why(NormalizeRoute route, String payload) {
    long begun = cpuNanos();
    var rejection = NormalizeRoute.rejection(route.send(payload));
    assertThat(Duration.ofNanos(cpuNanos() - begun)).isLessThan(MOST_CPU);
    assertThat(rejection.reason()).isEqualTo(Reason.INVALID);
    return rejection.getMessage();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static NormalizeRoute mapping(Path folder, String call) throws IOException {
    WorstCaseTest.copy(NormalizeRoute.ROUTES, folder);
    Files.writeString(folder.resolve("shapes.yaml"), "- shape: tasmota\n  has: [x]\n");
    Files.writeString(
        folder.resolve("mappings/tasmota.jslt"),
        "{\"measurements\": [{\"kind\": \"temperature\", \"value\": 1}],\n"
            + "\"attributes\": {\"found\": %s}}\n".formatted(call));
    return new NormalizeRoute(folder);
  }

  private static Object result(String jslt, String input, boolean bounded) throws IOException {
    try {
      return new Parser(new StringReader(jslt))
          .withFunctions(bounded ? PatternFunction.ALL : List.of())
          .compile()
          .apply(JSON.readTree(input));
    } catch (JsltException e) {
      return "fails";
    }
  }
}
