package io.modelcatalog.bootstrap.access;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.adapters.http.security.Open;
import io.modelcatalog.bootstrap.LocalCatalog;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route of the administration as the server has it.
 *
 * @param method such as {@code PUT}
 * @param template such as {@code /v1/providers/{ref}}
 * @param open whether anybody may use it, known or not
 * @param ruled whether it says who may use it
 * @param tried whether its changes can be tried
 * @param needs permissions any one of which opens it; none if being known is enough
 * @param handler what answers it
 */
public record AdminRoute(
    String method,
    String template,
    boolean open,
    boolean ruled,
    boolean tried,
    List<String> needs,
    Method handler) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

  /** Every route of the administration, from the server's own table. */
  public static List<AdminRoute> of(LocalCatalog catalog) {
    return catalog
        .server()
        .context()
        .getBean(Router.class)
        .uriRoutes()
        .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
        .map(AdminRoute::of)
        .filter(route -> route.template.startsWith("/v1/"))
        .distinct()
        .sorted(Comparator.comparing(AdminRoute::toString))
        .toList();
  }

  private static AdminRoute of(UriRouteInfo<?, ?> route) {
    AnnotationMetadata metadata = route.getAnnotationMetadata();
    return new AdminRoute(
        route.getHttpMethodName(),
        route.getUriMatchTemplate().toString(),
        metadata.hasAnnotation(Open.class),
        metadata.hasAnnotation(Needs.class),
        metadata.hasAnnotation(DryRun.class),
        List.of(metadata.stringValues(Needs.class)),
        route.getTargetMethod().getExecutableMethod().getTargetMethod());
  }

  /** Its path as descriptions write it: every placeholder a bare name. */
  public String plainPath() {
    return template.replaceAll("\\{\\?[^}]*}", "").replace("{+", "{");
  }

  /** How many placeholders its path has. */
  public int placeholders() {
    return (int) PLACEHOLDER.matcher(template).results().count();
  }

  /** Its path with something in each placeholder, in order. */
  public String path(List<String> values) {
    List<String> left = new ArrayList<>(values);
    return PLACEHOLDER
        .matcher(template.replaceAll("\\{\\?[^}]*}", ""))
        .replaceAll(placeholder -> Matcher.quoteReplacement(left.removeFirst()));
  }

  /** Its path with the same in every placeholder. */
  public String path(String value) {
    return path(java.util.Collections.nCopies(placeholders(), value));
  }

  /** Whether it only reads. */
  public boolean reads() {
    return method.equals("GET");
  }

  @Override
  public String toString() {
    return template + " " + method;
  }
}
