package io.modelcatalog.adapters.http.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/** What calls add up to, on the wire. */
final class AnalyticsJson {
  private AnalyticsJson() {}

  /** A graph. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Graph(
      Map<String, Object> summary,
      @JsonProperty("data_points") List<Map<String, Object>> points,
      String object) {}

  /** A summary. */
  @Serdeable
  record Summary(Map<String, Object> summary, String object) {}
}
