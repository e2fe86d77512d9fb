package io.modelcatalog.bootstrap.openapi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the description of the gateway: each operation with what all of them have in common. */
final class GatewayDescription {
  private static final String JSON = "application/json";

  private final Map<String, Object> said;

  private GatewayDescription(Map<String, Object> said) {
    this.said = said;
  }

  /** What is written by hand. */
  static Map<String, Object> source() throws IOException {
    return Tree.read(AdminDescription.SOURCES.resolve("gateway.yaml"));
  }

  /** The whole description. */
  static Map<String, Object> whole() throws IOException {
    return new GatewayDescription(source()).describe();
  }

  private Map<String, Object> describe() {
    Map<String, Object> paths = new TreeMap<>();
    Tree.object(said, "operations")
        .forEach(
            (name, operation) -> {
              int blank = name.indexOf(' ');
              Tree.object(
                      paths.computeIfAbsent(
                          name.substring(blank + 1), path -> new LinkedHashMap<String, Object>()))
                  .put(
                      name.substring(0, blank).toLowerCase(java.util.Locale.ROOT),
                      operation(name, Tree.object(operation)));
            });
    Map<String, Object> responses = new LinkedHashMap<>();
    Tree.object(said, "responses")
        .forEach(
            (status, text) ->
                responses.put(
                    named(status),
                    Tree.of("description", text, "content", content("GatewayRefusal"))));
    return Tree.of(
        "openapi",
        "3.1.0",
        "info",
        said.get("info"),
        "servers",
        said.get("servers"),
        "tags",
        said.get("tags"),
        "security",
        said.get("security"),
        "paths",
        paths,
        "components",
        Tree.of(
            "securitySchemes",
            said.get("securitySchemes"),
            "parameters",
            said.get("parameters"),
            "headers",
            said.get("headers"),
            "responses",
            responses,
            "schemas",
            said.get("schemas")));
  }

  private Map<String, Object> operation(String name, Map<String, Object> told) {
    Map<String, Object> operation =
        Tree.of(
            "tags", List.of(told.get("tag")),
            "summary", told.get("summary"),
            "operationId", told.get("id"));
    Tree.text(told, "description").ifPresent(text -> operation.put("description", text));
    operation.put("x-required-scopes", List.of("completions.write"));
    List<Object> parameters = new ArrayList<>();
    Tree.object(said, "parameters")
        .keySet()
        .forEach(
            parameter -> {
              if (!parameter.equals("path") || name.contains("{path}")) {
                parameters.add(Tree.of("$ref", "#/components/parameters/" + parameter));
              }
            });
    operation.put("parameters", parameters);
    Tree.text(told, "takes")
        .ifPresent(
            schema ->
                operation.put(
                    "requestBody", Tree.of("required", true, "content", content(schema))));
    Tree.text(told, "form")
        .ifPresent(
            schema ->
                operation.put(
                    "requestBody",
                    Tree.of(
                        "required",
                        true,
                        "content",
                        Tree.of("multipart/form-data", reference(schema)))));
    operation.put("responses", responses(told));
    return operation;
  }

  private Map<String, Object> responses(Map<String, Object> told) {
    Map<String, Object> headers = new LinkedHashMap<>();
    Tree.object(said, "headers")
        .keySet()
        .forEach(header -> headers.put(header, Tree.of("$ref", "#/components/headers/" + header)));
    Map<String, Object> content = new LinkedHashMap<>();
    Tree.text(told, "gives").ifPresent(schema -> content.put(JSON, reference(schema)));
    Tree.text(told, "streams")
        .ifPresent(schema -> content.put("text/event-stream", reference(schema)));
    Tree.text(told, "type").ifPresent(type -> content.put(type, Tree.of()));
    if (content.isEmpty()) {
      content.put("*/*", Tree.of());
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(
        "200",
        Tree.of("description", "The upstream's answer.", "headers", headers, "content", content));
    Tree.object(said, "responses")
        .keySet()
        .forEach(
            status ->
                responses.put(status, Tree.of("$ref", "#/components/responses/" + named(status))));
    return responses;
  }

  private static String named(String status) {
    return status.equals("default") ? "Refused" : "Refused" + status;
  }

  private static Map<String, Object> content(String schema) {
    return Tree.of(JSON, reference(schema));
  }

  private static Map<String, Object> reference(String schema) {
    return Tree.of("schema", Tree.of("$ref", "#/components/schemas/" + schema));
  }
}
