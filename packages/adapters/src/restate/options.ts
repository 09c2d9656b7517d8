/** Commands carry personal data. The server forgets the journal of a call as soon as it is done; what must be remembered
 *  is in the objects, and that holds none. */
export const retention = { journalRetention: 0, idempotencyRetention: 0 } as const;
