package io.modelcatalog.bootstrap.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls a server with one key, as a plain HTTP/1.1 client. */
final class ApiCaller implements AutoCloseable {
  private final URI base;
  private final String key;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param base the root of the API, without a slash at the end
   * @param key sent as {@code Authorization: Bearer}
   */
  ApiCaller(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  Answer get(String path) {
    return call("GET", at(path), List.of(), null);
  }

  Answer post(String path, String json) {
    return call("POST", at(path), List.of(), json);
  }

  Answer put(String path, String json) {
    return call("PUT", at(path), List.of(), json);
  }

  private URI at(String path) {
    return URI.create(base + path);
  }

  /**
   * Calls and reads the whole answer.
   *
   * @param headers names and values in turn
   */
  Answer call(String method, URI address, List<String> headers, @Nullable String json) {
    HttpResponse<String> response =
        send(request(method, address, headers, json), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  /** Calls and hands over the answer as it comes; closing the stream hangs up. */
  HttpResponse<InputStream> stream(String path, String json) {
    return send(
        request("POST", at(path), List.of(), json), HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpRequest request(
      String method, URI address, List<String> headers, @Nullable String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(120))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    for (int i = 0; i < headers.size(); i += 2) {
      request.setHeader(headers.get(i), headers.get(i + 1));
    }
    return request.build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException failure) {
      throw new UncheckedIOException(request.method() + " " + request.uri(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while calling " + request.uri(), interrupted);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** A whole answer. */
  record Answer(int status, HttpHeaders headers, String body) {

    /** This answer, if its status is 200. */
    Answer ok() {
      if (status != 200) {
        throw new AssertionError("expected 200, got " + this);
      }
      return this;
    }

    /** The first string member of that name anywhere in the body, still escaped. */
    String text(String name) {
      return first("\"" + Pattern.quote(name) + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    }

    /** The first integer member of that name anywhere in the body. */
    long number(String name) {
      return Long.parseLong(first("\"" + Pattern.quote(name) + "\"\\s*:\\s*(-?\\d+)"));
    }

    private String first(String pattern) {
      Matcher found = Pattern.compile(pattern).matcher(body);
      if (!found.find()) {
        throw new AssertionError("nothing matches " + pattern + " in " + this);
      }
      return found.group(1);
    }

    @Override
    public String toString() {
      return status + " " + body;
    }
  }
}
