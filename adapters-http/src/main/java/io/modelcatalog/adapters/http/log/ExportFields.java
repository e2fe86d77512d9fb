package io.modelcatalog.adapters.http.log;

import com.fasterxml.jackson.core.JsonGenerator;
import io.modelcatalog.adapters.http.log.LogJson.Log;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields an exported call can have, by the names clients ask for them with. */
final class ExportFields {
  private static final Map<String, Function<Log, @Nullable Object>> ALL = all();

  private ExportFields() {}

  /** Their names, in order. */
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Writes a call as one JSON object. */
  static void write(JsonGenerator json, Log log, List<String> requested) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Function<Log, @Nullable Object>> field : ALL.entrySet()) {
      if (requested.isEmpty() || requested.contains(field.getKey())) {
        json.writeFieldName(field.getKey());
        value(json, field.getValue().apply(log));
      }
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number.toPlainString());
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeStringField(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
        }
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }

  private static Map<String, Function<Log, @Nullable Object>> all() {
    Map<String, Function<Log, @Nullable Object>> all = new LinkedHashMap<>();
    all.put("id", Log::id);
    all.put("trace_id", Log::traceId);
    all.put("span_id", Log::spanId);
    all.put("created_at", Log::createdAt);
    all.put("workspace_id", Log::workspace);
    all.put("workspace_slug", Log::workspaceSlug);
    all.put("ai_org", log -> log.metrics().kind());
    all.put("ai_model", log -> log.metrics().model());
    all.put("virtual_key", log -> log.metrics().provider());
    all.put("api_key_id", log -> log.metrics().apiKey());
    all.put("config", log -> log.metrics().config());
    all.put("prompt_slug", log -> log.metrics().promptSlug());
    all.put("request_type", log -> log.metrics().operation());
    all.put("request_method", log -> log.metrics().method());
    all.put("request_url", log -> log.metrics().url());
    all.put("response_status_code", log -> log.metrics().status());
    all.put("is_success", log -> log.metrics().success());
    all.put("outcome", log -> log.metrics().outcome());
    all.put("reason", log -> log.metrics().reason());
    all.put("req_units", log -> log.metrics().prompt());
    all.put("res_units", log -> log.metrics().completion());
    all.put("total_units", log -> log.metrics().total());
    all.put("cost", log -> log.metrics().cost());
    all.put("cost_currency", log -> log.metrics().currency());
    all.put("response_time", log -> log.metrics().responseTime());
    all.put("metadata", Log::metadata);
    return all;
  }
}
