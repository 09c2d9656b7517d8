import type { EpochMs } from "../../calendar/types.ts";

const segmentRows = 1 << 12;

interface Segment {
  readonly dossier: Int32Array;
  readonly flow: Int32Array;
  readonly node: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Waits without staff as columns: for a citizen, the post, another office. In the order in which they ended. They are no
 *  work items: nobody does them, and what is counted and compared of a log is work. */
export class WaitColumns {
  count = 0;
  readonly #segments: Segment[] = [];

  add(dossier: number, flow: number, node: number, from: EpochMs, to: EpochMs): void {
    const at = this.count % segmentRows;
    if (at === 0)
      this.#segments.push({
        dossier: new Int32Array(segmentRows),
        flow: new Int32Array(segmentRows),
        node: new Int32Array(segmentRows),
        from: new Float64Array(segmentRows),
        to: new Float64Array(segmentRows),
      });
    const segment = this.#segments[this.#segments.length - 1] as Segment;
    segment.dossier[at] = dossier;
    segment.flow[at] = flow;
    segment.node[at] = node;
    segment.from[at] = from;
    segment.to[at] = to;
    this.count += 1;
  }

  /** The numbers of a row; `undefined` where there is none. */
  row(row: number): { readonly [column in keyof Segment]: number } | undefined {
    if (!(row >= 0 && row < this.count)) return undefined;
    const { dossier, flow, node, from, to } = this.#segments[Math.floor(row / segmentRows)] as Segment;
    const at = row % segmentRows;
    return {
      dossier: dossier[at] as number,
      flow: flow[at] as number,
      node: node[at] as number,
      from: from[at] as number,
      to: to[at] as number,
    };
  }
}
