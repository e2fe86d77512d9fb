package io.modelcatalog.application.port.usage;

/**
 * Counts the tokens of a text as a common tokenizer would, for estimates of what an upstream does
 * not report. May take its time: it is never asked on the request path.
 */
public interface TokenCounter {

  /** How many tokens a text has, about. */
  long count(String text);
}
