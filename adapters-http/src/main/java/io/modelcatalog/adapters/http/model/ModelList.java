package io.modelcatalog.adapters.http.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** OpenAI's list of models, with the number before paging. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ModelList(
    String object, @JsonProperty("total_count") int totalCount, List<ModelView> data) {}
