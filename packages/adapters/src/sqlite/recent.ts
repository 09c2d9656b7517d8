import type { DossierId, DossierSummary } from "../shared/core.ts";

/** What the row of a dossier held at a version. */
export interface Known {
  readonly version: number;
  readonly dossierNo: number;
  readonly summary: DossierSummary;
}

const knownMax = 20_000;

/**
 * Remembers what this process wrote last, so that an update touches only columns and indexes that change. Never wrong,
 * only absent: a version is written once, and the update that uses it is guarded by that version.
 */
export class RecentDossiers {
  readonly #known = new Map<DossierId, Known>();

  at(dossierId: DossierId, version: number): Known | undefined {
    const known = this.#known.get(dossierId);
    return known?.version === version ? known : undefined;
  }

  /** Only after the transaction was answered. */
  remember(dossierId: DossierId, known: Known): void {
    if (known.summary.phase === "ended") {
      this.#known.delete(dossierId);
      return;
    }
    if (this.#known.size >= knownMax && !this.#known.has(dossierId)) this.#forgetOldest();
    this.#known.set(dossierId, known);
  }

  #forgetOldest(): void {
    for (const id of this.#known.keys()) {
      this.#known.delete(id);
      return;
    }
  }
}
