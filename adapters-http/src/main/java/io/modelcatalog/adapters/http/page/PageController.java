package io.modelcatalog.adapters.http.page;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The pages by which people come in, and what they are made of. Kept in memory. */
@Controller
final class PageController {
  /** Nothing from elsewhere, nothing written into a page, and no page within another's. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "sign-in.html", "text/html;charset=utf-8",
          "invite.html", "text/html;charset=utf-8",
          "setup.html", "text/html;charset=utf-8",
          "pages.css", "text/css;charset=utf-8",
          "pages.js", "text/javascript;charset=utf-8",
          "sign-in.js", "text/javascript;charset=utf-8",
          "invite.js", "text/javascript;charset=utf-8",
          "setup.js", "text/javascript;charset=utf-8",
          "icon.svg", "image/svg+xml");

  private final Map<String, byte[]> files = new TreeMap<>();

  PageController() {
    TYPES.keySet().forEach(name -> files.put(name, read(name)));
  }

  /** Where people sign in, and see who they are. */
  @Get("/sign-in")
  HttpResponse<byte[]> signIn() {
    return answer("sign-in.html");
  }

  /** Where an invite's link leads. */
  @Get("/invite")
  HttpResponse<byte[]> invite() {
    return answer("invite.html");
  }

  /** Where the first owner's link leads. */
  @Get("/setup")
  HttpResponse<byte[]> setUp() {
    return answer("setup.html");
  }

  /** What the pages are made of. */
  @Get("/pages/{name}")
  HttpResponse<byte[]> file(@PathVariable String name) {
    if (!files.containsKey(name) || name.endsWith(".html")) {
      throw new Refusal(Problem.of(HttpStatus.NOT_FOUND, "there is no such file"));
    }
    return answer(name);
  }

  private HttpResponse<byte[]> answer(String name) {
    return HttpResponse.ok(files.get(name))
        .contentType(MediaType.of(TYPES.get(name)))
        .header("content-security-policy", POLICY)
        .header("x-content-type-options", "nosniff")
        .header("x-frame-options", "DENY")
        .header("referrer-policy", "no-referrer")
        .header("cross-origin-opener-policy", "same-origin")
        .header("cross-origin-resource-policy", "same-origin")
        // Asked for again after an update, without a version in every name.
        .header(HttpHeaders.CACHE_CONTROL, "no-cache");
  }

  private static byte[] read(String name) {
    try (InputStream file = PageController.class.getResourceAsStream("/pages/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the program lacks its file pages/" + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
