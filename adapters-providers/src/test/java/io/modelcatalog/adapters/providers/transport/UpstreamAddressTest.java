package io.modelcatalog.adapters.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.shared.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1, https://api.openai.com/v1",
    "https://api.openai.com/v1///, https://api.openai.com/v1",
    "HTTPS://API.OpenAI.com, https://api.openai.com",
    "https://api.openai.com:443/v1, https://api.openai.com/v1",
    "https://api.openai.com:8443/v1, https://api.openai.com:8443/v1",
    "http://10.0.0.5:8000/v1, http://10.0.0.5:8000/v1",
    "http://[fd00::1]:8000/v1, http://[fd00:0:0:0:0:0:0:1]:8000/v1",
    "https://a-b.example.com/x%20y/z~1, https://a-b.example.com/x%20y/z~1",
    "https://xn--bcher-kva.example/v1, https://xn--bcher-kva.example/v1"
  })
  void readsABaseAddress(String text, String expected) {
    assertThat(UpstreamAddress.parse(text).map(UpstreamAddress::toString))
        .isEqualTo(Result.ok(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api.openai.com",
        "//api.openai.com/v1",
        "ftp://api.openai.com/v1",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "https:api.openai.com",
        "https:///v1",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://good.com@evil.com/",
        "https://@evil.com/",
        "https://evil.com#@good.com/",
        "https://example.com/v1#x",
        "https://example.com/v1?x=y",
        "https://example.com/v1?",
        "https://example.com:0/v1",
        "https://example.com:65536/v1",
        "https://example.com:99999999999/v1",
        "https://example.com:/v1",
        "https://example.com:8x/v1",
        "https://example.com:-1/v1",
        "https://127.1/v1",
        "https://2130706433/v1",
        "https://0/v1",
        "https://0x7f000001/v1",
        "https://0x7f.0.0.1/v1",
        "https://0177.0.0.1/v1",
        "https://127.0.0.01/v1",
        "https://1.2.3.256/v1",
        "https://1.2.3/v1",
        "https://1.2.3.4.5/v1",
        "https://foo.0x7f/v1",
        "https://foo.123/v1",
        "https://good_host/v1",
        "https://a..b/v1",
        "https://.example.com/v1",
        "https://example.com./v1",
        "https://-a.example.com/v1",
        "https://a-.example.com/v1",
        "https://\uff11\uff12\uff17.0.0.1/v1",
        "https://b\u00fccher.example/v1",
        "https://127\u30020.0.1/v1",
        "https://exa mple.com/v1",
        "https://example.com\\@evil.com/v1",
        "https://example.com%2f@evil.com/",
        "https://ex%61mple.com/v1",
        "https://[::1/v1",
        "https://[::1]x/v1",
        "https://[fe80::1%25eth0]/v1",
        "https://[1.2.3.4]/v1",
        "https://example.com/../v1",
        "https://example.com/v1/..",
        "https://example.com/./v1",
        "https://example.com/v1/%2e%2e/x",
        "https://example.com/v1/.%2E/x",
        "https://example.com/v1/a%2f..%2fb",
        "https://example.com/v1/%5c..",
        "https://example.com/v1\\x",
        "https://example.com/v1/\u00e9",
        "https://example.com/v1/%00",
        "https://example.com/v1\r\nhost: evil",
        "https://example.com/v1/a b",
        "https://[::ffff:127.0.0.1%25lo]/"
      })
  void refusesWhatIsNotPlainlyAnAddress(String text) {
    assertThat(UpstreamAddress.parse(text)).isInstanceOf(Result.Err.class);
  }

  @Test
  void takesPathsWithEncodedSlashesAndQueries() {
    assertThat(UpstreamAddress.pathRule("/models/org%2Fname?after=../x&y=%2e")).isNull();
    assertThat(UpstreamAddress.pathRule("/files/file-1...2/content")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../admin",
        "/a/../b",
        "/a/./b",
        "/a%2f..%2fb",
        "/a/%2e%2e/b",
        "/a/%2E./b",
        "/%5c..%5cb",
        "/a\\..\\b",
        "/a b",
        "/a\r\nX: y",
        "/a\tb",
        "/a#b",
        "/a\u0000",
        "/\u00e9",
        "/a?b c",
        "/a?b\nc"
      })
  void refusesPathsThatCouldBecomeOthers(String path) {
    assertThat(UpstreamAddress.pathRule(path)).isNotNull();
  }
}
