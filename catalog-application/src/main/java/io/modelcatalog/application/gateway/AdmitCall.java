package io.modelcatalog.application.gateway;

/** Decides whether a call may go upstream. Answers from memory, or pends; never blocks. */
public interface AdmitCall {
  Admission admit(ModelCall call);
}
