package io.kprov.pki;

/** A change and the deed that brings it about; a plan shows the first and leaves the second. */
record PkiWork(PkiChange change, Runnable deed) {}
