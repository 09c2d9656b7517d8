/**
 * What every object is served with. Commands carry personal data: the server forgets the journal of a call as soon as it
 * is done; what must be remembered is in the objects, and that holds none,
 * but for commits that storage does not take, until they are released or erased. A process or a storage that is gone is asked
 * again for as long as it takes: the server's own limit would pause the call and hold its key.
 */
export const objectOptions = {
  journalRetention: 0,
  idempotencyRetention: 0,
  retryPolicy: { initialInterval: 100, maxInterval: 10_000, exponentiationFactor: 2, maxAttempts: 1_000_000_000 },
} as const;
