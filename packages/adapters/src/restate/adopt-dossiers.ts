import type { DossierId, Storage } from "../shared/core.ts";
import type { Adoption } from "./contract.ts";
import type { RestateEngine } from "./restate-engine.ts";

export interface AdoptOptions {
  /** Dossiers with nothing to come as well; otherwise they are taken over when somebody touches them. Default false. */
  readonly ended?: boolean;
  /** Asked for at once. Default 64. */
  readonly concurrency?: number;
}

export interface AdoptReport {
  readonly adopted: number;
  /** They were on the cluster before. */
  readonly known: number;
  /** Left for later, as nothing is to come. */
  readonly left: number;
  readonly failed: readonly {
    readonly dossierId: DossierId;
    readonly because: Exclude<Adoption, "adopted" | "known">;
  }[];
}

/**
 * Makes a cluster take over the dossiers of its projection: those of a province that moves to the distributed tier, or all
 * of them after a cluster was lost. Their clocks ring there from then on. No other engine may work on that storage any
 * more. Cut off, it is begun again.
 * @throws AdapterError when cluster or storage cannot be reached; begin again
 */
export async function adoptDossiers(
  engine: RestateEngine,
  storage: Storage,
  options: AdoptOptions = {},
): Promise<AdoptReport> {
  const { ended = false, concurrency = 64 } = options;
  const counts = { adopted: 0, known: 0, left: 0 };
  const failed: AdoptReport["failed"][number][] = [];
  let after: string | undefined;
  do {
    const page = await storage.reader.scan({ limit: concurrency, ...(after === undefined ? {} : { after }) });
    const wanted = ended ? page.items : page.items.filter(({ wakeAt }) => wakeAt !== undefined);
    counts.left += page.items.length - wanted.length;
    await Promise.all(
      wanted.map(async ({ dossierId }) => {
        const because = await engine.adopt(dossierId);
        if (because === "adopted" || because === "known") counts[because] += 1;
        else failed.push({ dossierId, because });
      }),
    );
    after = page.next;
  } while (after !== undefined);
  return { ...counts, failed };
}
