package io.modelcatalog.domain.model;

/** What a model is for: which kind of call it answers. */
public enum ModelMode {
  CHAT,
  EMBEDDING,
  IMAGE,
  AUDIO,
  RERANK,
  MODERATION,
  VIDEO,
  OTHER
}
