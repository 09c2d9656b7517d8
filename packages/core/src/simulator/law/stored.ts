import { invariant } from "../../base/invariant.ts";
import type { DossierState } from "../../dossier/state.ts";
import { Life } from "./life.ts";
import { loadLife } from "./load.ts";
import type { Tracking } from "./tracking.ts";

/** Stored dossiers made ready once, by number: simulations load the same ones again and again. */
export class StoredLives {
  readonly #t: Tracking;
  readonly #lives: Life[] = [];
  readonly #numbers = new WeakMap<DossierState, number>();

  constructor(t: Tracking) {
    this.#t = t;
  }

  numberOf(state: DossierState): number | undefined {
    return this.#numbers.get(state);
  }

  /** @throws InvariantError when it lives under another definition */
  add(state: DossierState): number {
    const life = new Life();
    loadLife(this.#t, life, state);
    const number = this.#lives.push(life) - 1;
    this.#numbers.set(state, number);
    return number;
  }

  life(number: number): Life {
    const life = this.#lives[number];
    invariant(life !== undefined, "a stored dossier is made ready before it is loaded");
    return life;
  }
}
