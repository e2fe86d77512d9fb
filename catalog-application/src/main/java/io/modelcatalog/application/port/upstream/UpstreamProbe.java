package io.modelcatalog.application.port.upstream;

import java.util.List;

/**
 * Asks an upstream something that costs nothing: its list of models, or what its key may do. One
 * try, with short timeouts of its own; the address is checked as for any other call.
 */
public interface UpstreamProbe {

  /** Asks what also proves the key; blocks until there is an answer, for some seconds at most. */
  Answer ask(UpstreamTarget target);

  /** Asks for the list of models, key proved or not; blocks likewise. */
  Answer models(UpstreamTarget target);

  /** What came of it. Nothing in it is text that the upstream wrote, but for names of models. */
  sealed interface Answer {

    /**
     * It answered as an upstream of its kind does.
     *
     * @param status the HTTP status
     * @param models names of its models, as it lists them; empty if what was asked is no list
     * @param millis how long it took
     */
    record Answered(int status, List<String> models, long millis) implements Answer {
      public Answered {
        models = List.copyOf(models);
      }
    }

    /**
     * It answered otherwise: refused, or with something that is no answer of its kind.
     *
     * @param status the HTTP status, 2xx for a body that was not understood
     * @param millis how long it took
     */
    record Refused(int status, long millis) implements Answer {}

    /** No answer, or not a whole one. */
    record Failed(UpstreamFailure failure, long millis) implements Answer {}

    /** It cannot be called as it is configured. */
    record Unprepared(UpstreamProblem problem) implements Answer {}
  }
}
