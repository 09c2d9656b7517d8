import type { DossierId, SignedTransfer } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, business, people } from "../dossier/kit.ts";
import { drain, filing } from "../engine/engine-kit.ts";
import { aPair, type Pair } from "./kit.ts";

const id = "d1" as DossierId;

interface Line {
  readonly pair: Pair;
  /** Messages that still get through. */
  left: number;
  readonly answers: {
    readonly result: string;
    readonly after?: { readonly version: number };
    readonly content?: number;
  }[];
}

/** A line that can be cut after so many messages, and small pages so that a dossier needs many. */
function aLine(): Line {
  const answers: Line["answers"] = [];
  const line: Line = {
    left: Number.POSITIVE_INFINITY,
    answers,
    pair: aPair({
      pageBytes: 600,
      wire: async (_to: string, message: SignedTransfer, pass) => {
        if (line.left <= 0) throw new Error("the line is cut");
        line.left -= 1;
        const answer = await pass(message);
        answers.push(JSON.parse(answer.body));
        return answer;
      },
    }),
  };
  return line;
}

const applicant = { contentId: "d1:applicant", version: 1 };
const notes = Array.from({ length: 6 }, (_, i) => ({ contentId: `d1:note-${i}`, version: 1 }));
const draft = (ref: { readonly contentId: string; readonly version: number }) => ({
  ...ref,
  kind: "note",
  body: { text: "Nguyễn Văn Ẩn ".repeat(30) },
});

/** With seven records of personal data. */
async function withContent({ xa }: Pair): Promise<void> {
  await xa.good("d1", people.desk, { ...filing(business), applicant }, [draft(applicant)]);
  await xa.good("d1", people.desk, { type: "accept" });
  await xa.good("d1", people.desk, { ...act("intake", "forward"), content: notes }, notes.map(draft));
}

const given = [{ dossierId: id, body: '{"epoch":1}' }, { signal: new AbortController().signal }] as const;

/** One delivery over a line that is cut after so many messages; what was answered last. */
async function deliver(line: Line, messages: number) {
  line.answers.splice(0);
  line.left = messages;
  await line.pair.xa.sender.deliver["transfer/tinh"]?.(given[0] as never, given[1] as never).catch(() => undefined);
  return line.answers.at(-1);
}

/** Cut once the receiver has some of the content and not all: each delivery gets one message further. */
async function cutAmongContent(line: Line): Promise<void> {
  await line.pair.xa.handOver("d1", line.pair.tinh);
  for (let messages = 1; messages < 100; messages += 1) {
    const { content = 0 } = (await deliver(line, messages)) ?? {};
    if (content > 0 && content < 7) return;
  }
  throw new Error("the content came in one piece");
}

const firstAnswer = (line: Line) => deliver(line, 1);

describe("a dossier that is half way", () => {
  it("goes on where it was cut, and begins anew once nothing came for an hour", async () => {
    const line = aLine();
    await withContent(line.pair);
    await cutAmongContent(line);
    const { clock, xa, tinh } = line.pair;
    const kept = await firstAnswer(line);
    expect([kept?.result, (kept?.content ?? 0) > 0]).toEqual(["need", true]);
    clock.advanceTo(clock.now() + 3_500_000);
    expect((await firstAnswer(line))?.content).toBeGreaterThan(0);
    clock.advanceTo(clock.now() + 3_600_000);
    expect((await firstAnswer(line))?.content).toBe(0);
    line.left = Number.POSITIVE_INFINITY;
    await drain(xa.worker);
    expect(await tinh.storage.contentOf(id)).toHaveLength(7);
  });

  it("whose content is erased at its sender comes without, and nothing of it is kept", async () => {
    const line = aLine();
    await withContent(line.pair);
    await cutAmongContent(line);
    const { xa, tinh } = line.pair;
    await xa.storage.eraseContent(id);
    line.left = Number.POSITIVE_INFINITY;
    await drain(xa.worker);
    expect((await tinh.state("d1")).transfer?.holder).toBe("tinh-1");
    expect(await tinh.storage.contentOf(id)).toEqual([]);
  });
});
