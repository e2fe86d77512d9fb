package io.modelcatalog.domain.model;

/** Something a model can take or do. */
public enum Capability {
  VISION,
  TOOLS,
  JSON_SCHEMA,
  REASONING,
  AUDIO_INPUT,
  AUDIO_OUTPUT,
  PDF_INPUT
}
