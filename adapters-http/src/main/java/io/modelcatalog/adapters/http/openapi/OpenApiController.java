package io.modelcatalog.adapters.http.openapi;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;

/**
 * {@code /openapi}: the committed description, as YAML and as JSON, and a page that shows it. It is
 * the same for everybody and holds nothing of this installation, so it takes no key. Everything
 * comes from this server.
 */
@Controller("/openapi")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OpenApiController {
  /** The viewer styles its elements in place; nothing else may do what a page usually may. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private final OpenApiFiles files;

  OpenApiController(OpenApiFiles files) {
    this.files = files;
  }

  /** The page. */
  @Get
  HttpResponse<byte[]> page() {
    return file("index.html");
  }

  /** A description, or a part of the page. */
  @Get("/{name}")
  HttpResponse<byte[]> file(@PathVariable String name) {
    OpenApiFiles.File file =
        files
            .find(name)
            .orElseThrow(
                () -> new Refusal(Problem.of(HttpStatus.NOT_FOUND, "there is no such file")));
    return HttpResponse.ok(file.content())
        .contentType(MediaType.of(file.type()))
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header("Content-Security-Policy", POLICY)
        .header("X-Frame-Options", "DENY");
  }
}
