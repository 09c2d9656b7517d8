import { readFileSync } from "node:fs";
import type { ServiceLaw } from "./queueing-models.ts";

/** What stands in the reference, family by family. */
export type ByKey = { readonly [key: string]: number };
interface Case<E> {
  readonly id: string;
  readonly expect: E;
}
interface Served {
  readonly arrival_rate: number;
  readonly servers: number;
}
interface ServiceCase extends Case<ByKey & { readonly p_wait_gt?: ByKey }> {
  readonly arrival_rate: number;
  readonly service: ServiceLaw;
}
interface Families {
  readonly mmc: { readonly cases: readonly (Case<MmcExact> & Served)[] };
  readonly mg1: { readonly cases: readonly ServiceCase[] };
  readonly md1_tail: {
    readonly cases: readonly (Omit<ServiceCase, "expect"> &
      Case<{ readonly Wq: number; readonly p_wait: number; readonly p_wait_gt: ByKey }>)[];
  };
  readonly mmck: { readonly cases: readonly (Case<ByKey> & Served & { readonly capacity: number })[] };
  readonly erlang_a: {
    readonly cases: readonly (Case<ByKey> & Served & { readonly patience: { readonly mean: number } })[];
  };
  readonly priority: {
    readonly cases: readonly (Case<PriorityExact> & {
      readonly servers: number;
      readonly classes: readonly {
        readonly priority: number;
        readonly arrival_rate: number;
        readonly service: ServiceLaw;
      }[];
    })[];
  };
  readonly jackson: {
    readonly cases: readonly (Case<{
      readonly stations: readonly ByKey[];
      readonly L: number;
      readonly mean_cycle_time: number;
    }> & {
      readonly stations: readonly {
        readonly name: string;
        readonly external_rate: number;
        readonly service_rate: number;
        readonly servers: number;
      }[];
      readonly routing: readonly (readonly number[])[];
    })[];
  };
  readonly tandem_tail: {
    readonly cases: readonly (Case<{
      readonly mean_cycle_time: number;
      readonly sd_cycle_time: number;
      readonly p_cycle_gt: ByKey;
    }> & { readonly arrival_rate: number; readonly service_rates: readonly number[] })[];
  };
  readonly no_queue: { readonly cases: readonly Case<{ readonly [key: string]: number | ByKey }>[] };
  readonly calendar: {
    readonly cases: readonly {
      readonly id: string;
      readonly calendar?: string;
      readonly start: string;
      readonly work_hours: number;
      readonly expect: string;
    }[];
  };
}
export interface MmcExact {
  readonly rho: number;
  readonly p_wait: number;
  readonly p0: number;
  readonly Wq: number;
  readonly Lq: number;
  readonly W: number;
  readonly L: number;
  readonly sd_wait: number;
  readonly p_wait_gt: ByKey;
  readonly p_sojourn_gt: ByKey;
  readonly wait_quantile: ByKey;
}
interface PriorityExact {
  readonly rho: number;
  readonly nonpreemptive: { readonly Wq_by_class: readonly number[]; readonly Wq_all: number };
  readonly preemptive_resume?: { readonly W_by_class: readonly number[] };
}

const fixture = new URL("../fixtures/simulation/queueing.json", import.meta.url);
export const families = (JSON.parse(readFileSync(fixture, "utf8")) as { readonly families: Families }).families;
