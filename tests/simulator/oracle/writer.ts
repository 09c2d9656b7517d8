import type { Branch, FlowNode } from "@motcua/core/simulator";
import type { Block, Target } from "./blocks.ts";

const hourMs = 3_600_000;

/** Writes a block down as nodes that lead to `next`. */
export class Writer {
  readonly nodes: FlowNode[] = [];
  readonly #tasks: string[] = [];
  readonly #crews: boolean;
  #count = 0;

  constructor(crews: boolean) {
    this.#crews = crews;
  }

  #id(kind: string): string {
    return `${kind}${++this.#count}`;
  }

  /** @returns where the block begins */
  write(of: Block, next: string): string {
    switch (of.kind) {
      case "row":
        return of.of.reduceRight((to, part) => this.write(part, to), next);
      case "stop":
        return "stop";
      case "delay":
        return this.#put({ id: this.#id("delay"), name: "", kind: "delay", delay: of.delay, next });
      case "task":
        return this.#task(of, next);
      case "choice":
      case "inclusive": {
        const join = of.kind === "inclusive" ? this.#join("inclusive", next) : next;
        const branches = of.ways.map(([each, part]) => ({ ...each, to: this.write(part, join) }));
        // Somewhere to go when no condition holds.
        branches.push({ share: 0.2, to: join });
        return this.#put({ id: this.#id(of.kind), name: "", kind: of.kind, branches });
      }
      case "loop": {
        const id = this.#id("loop");
        const start = this.write(of.body, id);
        const back: Branch = { ...of.way, to: start, share: Math.min(0.5, of.way.share) };
        this.#put({
          id,
          name: "",
          kind: "choice",
          branches: [
            of.way.when === undefined ? back : { ...back, passesMax: of.way.passesMax ?? 2 },
            { to: next, share: 1 - back.share },
          ],
        });
        return start;
      }
      case "parallel": {
        const join = this.#join("parallel", next);
        return this.#put({
          id: this.#id("fork"),
          name: "",
          kind: "parallel",
          to: of.ways.map((part) => this.write(part, this.#merge(join))),
        });
      }
      case "race":
        return this.#put({
          id: this.#id("race"),
          name: "",
          kind: "race",
          branches: of.ways.map(([after, part]) => ({ after, to: this.write(part, next) })),
        });
    }
  }

  #put(node: FlowNode): string {
    this.nodes.push(node);
    return node.id;
  }

  #join(of: "parallel" | "inclusive", next: string): string {
    return this.#put({ id: this.#id("join"), name: "", kind: "join", of, next });
  }

  /** One way from many. */
  #merge(to: string): string {
    return this.#put({ id: this.#id("merge"), name: "", kind: "choice", branches: [{ to, share: 1 }] });
  }

  #task({ of, escape: ways }: Extract<Block, { kind: "task" }>, next: string): string {
    const id = this.#id("task");
    const on = ways.boundary !== undefined || ways.withdraw !== undefined ? this.#merge(next) : next;
    // Back through a while, so that time passes.
    const pause = (): string =>
      this.#put({
        id: this.#id("delay"),
        name: "",
        kind: "delay",
        delay: { ms: { kind: "fixed", ms: 4 * hourMs } },
        next: id,
      });
    const to = (where: Target): string =>
      where === "on" ? on : where === "unmerged" ? next : where === "end" ? "stop" : this.#backOnce(pause(), on);
    const { notSamePersonAs, crew, ...rest } = of;
    const others = this.#tasks.slice(-2);
    this.#put({
      ...rest,
      id,
      name: "",
      kind: "task",
      next: on,
      ...(crew === undefined || !this.#crews ? {} : { crew }),
      ...(notSamePersonAs === undefined || others.length === 0 ? {} : { notSamePersonAs: others }),
      ...(ways.boundary === undefined ? {} : { boundary: { after: ways.boundary.after, to: to(ways.boundary.to) } }),
      ...(ways.withdraw === undefined ? {} : { onWithdraw: to(ways.withdraw) }),
    });
    this.#tasks.push(id);
    return id;
  }

  #backOnce(back: string, on: string): string {
    return this.#put({
      id: this.#id("again"),
      name: "",
      kind: "choice",
      branches: [
        { to: back, share: 0.9, passesMax: 2 },
        { to: on, share: 0.1 },
      ],
    });
  }
}
