/**
 * What replications of a forecast have counted, by open dossier. Everything is a whole number, so that sums are the same in
 * any order and on any number of threads.
 */
export interface ForecastColumns {
  /** Replications in here, in the order of `finishS`. */
  readonly replications: readonly number[];
  readonly late: Uint32Array;
  readonly nationallyLate: Uint32Array;
  /** Late, and its result not ready, when nothing more was looked at. */
  readonly lateAndOpen: Uint32Array;
  readonly undecided: Uint32Array;
  readonly daysOver: Float64Array;
  readonly saved: Uint32Array;
  readonly savedMs: Float64Array;
  /** By dossier and place in its flow, `placesMax` each: time spent there until the result was ready. */
  readonly nodeMs: Float64Array;
  /** By replication and dossier: seconds from the beginning until the result was ready; -1: not by the end. */
  readonly finishS: readonly Int32Array[];
}

export const newColumns = (dossiers: number, placesMax: number) => ({
  replications: [] as number[],
  late: new Uint32Array(dossiers),
  nationallyLate: new Uint32Array(dossiers),
  lateAndOpen: new Uint32Array(dossiers),
  undecided: new Uint32Array(dossiers),
  daysOver: new Float64Array(dossiers),
  saved: new Uint32Array(dossiers),
  savedMs: new Float64Array(dossiers),
  nodeMs: new Float64Array(dossiers * placesMax),
  finishS: [] as Int32Array[],
});

/** Columns of several threads as those of one. */
export function mergeColumns(parts: readonly ForecastColumns[]): ForecastColumns {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first ?? newColumns(0, 0);
  const added = <A extends Uint32Array | Float64Array>(of: (part: ForecastColumns) => A): A => {
    const sums = of(first).slice() as A;
    for (const part of others) {
      const more = of(part);
      for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] as number) + (more[i] as number);
    }
    return sums;
  };
  const rows = parts.flatMap(({ replications, finishS }) =>
    replications.map((number, i) => ({ number, row: finishS[i] })),
  );
  rows.sort((a, b) => a.number - b.number);
  return {
    replications: rows.map(({ number }) => number),
    late: added((part) => part.late),
    nationallyLate: added((part) => part.nationallyLate),
    lateAndOpen: added((part) => part.lateAndOpen),
    undecided: added((part) => part.undecided),
    daysOver: added((part) => part.daysOver),
    saved: added((part) => part.saved),
    savedMs: added((part) => part.savedMs),
    nodeMs: added((part) => part.nodeMs),
    finishS: rows.map(({ row }) => row as Int32Array),
  };
}
