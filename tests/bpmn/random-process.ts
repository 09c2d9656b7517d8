import fc from "fast-check";
import { element, seconds, shares, timer } from "./kit.ts";

/** A process as nested blocks whose duration anybody can work out by hand. */
export type Block =
  | { readonly kind: "task"; readonly seconds: number }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "nothing" }
  | { readonly kind: "sequence"; readonly of: readonly Block[] }
  /** All at once; `open`: without gateways, out of a task and of a sub-process around them. */
  | { readonly kind: "all"; readonly of: readonly Block[]; readonly implicit: boolean }
  /** One of them; `by` shares of 0 and 1, or rules on an attribute. */
  | { readonly kind: "one"; readonly of: readonly Block[]; readonly taken: number; readonly by: "share" | "rule" }
  /** Some of them. */
  | {
      readonly kind: "some";
      readonly of: readonly Block[];
      readonly taken: readonly boolean[];
      readonly by: "share" | "rule";
    }
  | { readonly kind: "race"; readonly of: readonly { readonly seconds: number; readonly rest: Block }[] }
  /** A task that a timer may interrupt. */
  | { readonly kind: "interrupted"; readonly seconds: number; readonly after: number; readonly rest: Block }
  | { readonly kind: "sub"; readonly of: Block };

export const secondsOf = (block: Block): number => {
  switch (block.kind) {
    case "task":
    case "wait":
      return block.seconds;
    case "nothing":
      return 0;
    case "sequence":
      return block.of.reduce((sum, part) => sum + secondsOf(part), 0);
    case "all":
      return Math.max(...block.of.map(secondsOf));
    case "one":
      return secondsOf(block.of[block.taken] as Block);
    case "some":
      return Math.max(...block.of.filter((_, i) => block.taken[i]).map(secondsOf));
    case "race": {
      const first = block.of.reduce((best, way) => (way.seconds < best.seconds ? way : best));
      return first.seconds + secondsOf(first.rest);
    }
    case "interrupted":
      return block.after < block.seconds ? block.after + secondsOf(block.rest) : block.seconds;
    case "sub":
      return secondsOf(block.of);
  }
};

const duration = fc.integer({ min: 1, max: 5000 });
const ways = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { minLength: 2, maxLength: 3 });
const by = fc.constantFrom("share" as const, "rule" as const);

export const block: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { depthSize: "small", withCrossShrink: true, maxDepth: 4 },
    fc.record({ kind: fc.constant("task" as const), seconds: duration }),
    fc.record({ kind: fc.constant("wait" as const), seconds: duration }),
    fc.constant({ kind: "nothing" as const }),
    fc.record({ kind: fc.constant("sequence" as const), of: ways(tie("block")) }),
    fc.record({ kind: fc.constant("all" as const), of: ways(tie("block")), implicit: fc.boolean() }),
    ways(tie("block")).chain((of) =>
      fc.record({ kind: fc.constant("one" as const), of: fc.constant(of), taken: fc.nat(of.length - 1), by }),
    ),
    ways(tie("block")).chain((of) =>
      fc.record({
        kind: fc.constant("some" as const),
        of: fc.constant(of),
        taken: fc
          .array(fc.boolean(), { minLength: of.length, maxLength: of.length })
          .filter((all) => all.includes(true)),
        by,
      }),
    ),
    fc.record({
      kind: fc.constant("race" as const),
      // Times apart from each other: of two at once either may be first.
      of: fc
        .uniqueArray(duration, { minLength: 2, maxLength: 3 })
        .chain((all) =>
          fc.tuple(...all.map((seconds) => fc.record({ seconds: fc.constant(seconds), rest: tie("block") }))),
        ),
    }),
    fc
      .record({ kind: fc.constant("interrupted" as const), seconds: duration, after: duration, rest: tie("block") })
      .filter(({ seconds, after }) => seconds !== after),
    fc.record({ kind: fc.constant("sub" as const), of: tie("block") }),
  ),
})).block;

/** Writes a block as BPMN and what it needs as parameters. */
export class ProcessWriter {
  readonly tasks: { [id: string]: number } = {};
  readonly gateways: object[] = [];
  readonly events: object[] = [];
  readonly rules: object[] = [];
  #ids = 0;
  /** Elements by the sub-process they stand in. */
  #elements: string[] = [];

  #id(kind: string): string {
    this.#ids += 1;
    return `${kind}${this.#ids}`;
  }

  #add(type: string, kind: string, inside = "", more = ""): string {
    const id = this.#id(kind);
    this.#elements.push(element(type, id, inside, more));
    return id;
  }

  #flow(from: string, to: string): string {
    const id = this.#id("f");
    this.#elements.push(`<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`);
    return id;
  }

  #task(seconds: number): string {
    const id = this.#add("task", "t");
    this.tasks[id] = seconds;
    return id;
  }

  #event(type: string, secondsLong: number, more = ""): string {
    const id = this.#add(type, "w", timer, more);
    this.events.push({ event_id: id, ...seconds(secondsLong) });
    return id;
  }

  /** A whole process or sub-process around a block. */
  write(of: Block): string {
    const outside = this.#elements;
    this.#elements = [];
    const start = this.#add("startEvent", "s");
    const end = this.#add("endEvent", "e");
    this.#flow(this.#block(of, start), end);
    const written = this.#elements.join("");
    this.#elements = outside;
    return written;
  }

  /** @param from what the block begins behind @returns what it ends with */
  #block(of: Block, from: string): string {
    switch (of.kind) {
      case "nothing":
        return from;
      case "task":
        return this.#behind(from, this.#task(of.seconds));
      case "wait":
        return this.#behind(from, this.#event("intermediateCatchEvent", of.seconds));
      case "sequence":
        return of.of.reduce((last, part) => this.#block(part, last), from);
      case "all":
        return of.implicit ? this.#implicit(of.of, from) : this.#split("parallelGateway", of.of, from)[1];
      case "one":
        return this.#choose("exclusiveGateway", of.of, from, of.by, (i) => i === of.taken);
      case "some":
        return this.#choose("inclusiveGateway", of.of, from, of.by, (i) => of.taken[i] === true);
      case "race":
        return this.#race(of.of, from);
      case "interrupted":
        return this.#interrupted(of, from);
      case "sub": {
        const inside = this.write(of.of);
        return this.#behind(from, this.#add("subProcess", "sub", inside));
      }
    }
  }

  #behind(from: string, id: string): string {
    this.#flow(from, id);
    return id;
  }

  /** Ways side by side between two gateways. @returns the gateways and the first flow of each way */
  #split(
    type: string,
    of: readonly Block[],
    from: string,
  ): readonly [open: string, close: string, ways: readonly string[]] {
    const open = this.#behind(from, this.#add(type, "g"));
    const close = this.#add(type, "j");
    const first = of.map((part) => {
      // A gateway of one way in and out, so that each way begins with a flow of its own.
      const head = this.#add("exclusiveGateway", "h");
      const flow = this.#flow(open, head);
      this.#flow(this.#block(part, head), close);
      return flow;
    });
    return [open, close, first];
  }

  #choose(
    type: string,
    of: readonly Block[],
    from: string,
    how: "share" | "rule",
    isTaken: (i: number) => boolean,
  ): string {
    const [open, close, first] = this.#split(type, of, from);
    if (how === "share") {
      this.gateways.push(shares(open, Object.fromEntries(first.map((flow, i) => [flow, isTaken(i) ? 1 : 0]))));
      return close;
    }
    // The attribute is always "yes" and the number always 7.
    const holding = [
      [[{ attribute: "answer", comparison: "=", value: "yes" }]],
      [
        [{ attribute: "size", comparison: "in", value: ["7", "inf"] }],
        [{ attribute: "answer", comparison: "=", value: "no" }],
      ],
    ];
    const failing = [
      [[{ attribute: "answer", comparison: "=", value: "no" }]],
      [
        [
          { attribute: "answer", comparison: "=", value: "yes" },
          { attribute: "size", comparison: "in", value: [0, 6.5] },
        ],
      ],
    ];
    const probabilities = first.map((path_id, i) => {
      const id = this.#id("rule");
      this.rules.push({ id, rules: (isTaken(i) ? holding : failing)[i % 2] });
      return { path_id, value: 1 / first.length, condition_id: id };
    });
    this.gateways.push({ gateway_id: open, probabilities });
    return close;
  }

  /** In a sub-process: out of a task on several flows, to the end without a join. */
  #implicit(of: readonly Block[], from: string): string {
    const outside = this.#elements;
    this.#elements = [];
    const start = this.#add("startEvent", "s");
    const fork = this.#behind(start, this.#task(0));
    const end = this.#add("endEvent", "e");
    for (const part of of) {
      const head = this.#behind(fork, this.#add("exclusiveGateway", "h"));
      this.#flow(this.#block(part, head), end);
    }
    const inside = this.#elements.join("");
    this.#elements = outside;
    return this.#behind(from, this.#add("subProcess", "sub", inside));
  }

  #race(of: readonly { readonly seconds: number; readonly rest: Block }[], from: string): string {
    const open = this.#behind(from, this.#add("eventBasedGateway", "g"));
    const close = this.#add("exclusiveGateway", "j");
    for (const { seconds: long, rest } of of) {
      const event = this.#behind(open, this.#event("intermediateCatchEvent", long));
      this.#flow(this.#block(rest, event), close);
    }
    return close;
  }

  #interrupted({ seconds: long, after, rest }: Extract<Block, { kind: "interrupted" }>, from: string): string {
    const task = this.#behind(from, this.#task(long));
    const close = this.#add("exclusiveGateway", "j");
    this.#flow(task, close);
    const event = this.#event("boundaryEvent", after, `attachedToRef="${task}"`);
    this.#flow(this.#block(rest, event), close);
    return close;
  }

  parameters(): object {
    return {
      gateway_branching_probabilities: this.gateways,
      event_distribution: this.events,
      branch_rules: this.rules,
      case_attributes: [
        {
          name: "answer",
          type: "discrete",
          values: [
            { key: "yes", value: 1 },
            { key: "no", value: 0 },
          ],
        },
        { name: "size", type: "continuous", values: seconds(7) },
      ],
    };
  }
}
