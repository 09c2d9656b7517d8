import type { ContentDraft } from "../engine/engine-types.ts";
import { asCommand } from "./builders.ts";
import { check, same } from "./check.ts";
import type { EngineCase } from "./engine-case.ts";
import { accepting, asId, type EngineDesk, filing, forwarding, instant, ladder, served } from "./engine-desk.ts";

const secret = "Bế Thị Nhẫn";
const applicant: ContentDraft = {
  contentId: "d-1:applicant",
  version: 1,
  kind: "applicant",
  body: { name: secret, phone: "0912000111" },
  searchText: secret,
};

const found = async (desk: EngineDesk): Promise<readonly string[]> => {
  const query = { officeId: desk.office.officeId, words: ["nhan"] };
  return (await desk.storage.reader.search(query, { limit: 10 })).items.map((row) => row.dossierId);
};

export const engineRecordCases: readonly EngineCase[] = [
  {
    name: "content is stored beside the events, found by its words, and erased for good",
    run: async (desk) => {
      await desk.good("d-1", desk.clerk, filing, [applicant]);
      await desk.running.settled();
      const stored = await desk.storage.loadContent({ contentId: applicant.contentId, version: 1 });
      same(JSON.parse(stored?.body ?? "null"), applicant.body, "the content");
      same(await found(desk), ["d-1"], "what is found");
      await desk.storage.eraseContent(asId("d-1"));
      await desk.good("d-1", desk.clerk, accepting);
      await desk.running.settled();
      same(await desk.storage.loadContent({ contentId: applicant.contentId, version: 1 }), undefined, "once erased");
      same(await found(desk), [], "what is found once erased");
      await desk.sound();
    },
  },
  {
    name: "nothing personal is in events, messages, snapshots or answers",
    run: async (desk) => {
      const answer = await desk.good("d-1", desk.clerk, filing, [applicant]);
      await desk.good("d-1", desk.clerk, accepting);
      await desk.running.advanceTo(instant("2026-08-26 08:00"));
      const history = await desk.history("d-1");
      const messages = await desk.storage.reader.messages(asId("d-1"));
      const row = await desk.storage.load([asId("d-1")]);
      const state = await desk.state("d-1");
      const said = JSON.stringify([answer, history, messages, row, state, await desk.running.incidents()]);
      check(history.length > 6 && messages.length > 0, "there is something to look at");
      for (const word of [secret, "0912000111", 'nhan"', "Nhẫn"]) check(!said.includes(word), `"${word}" is nowhere`);
    },
  },
  {
    name: "the outbox is complete and in order, lane by lane, and only for lanes that are served",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.good("d-1", desk.clerk, forwarding);
      await desk.good("d-1", desk.officer, { type: "request-supplement", reason: { code: "missing-paper" } });
      await desk.running.settled();
      const messages = await desk.storage.reader.messages(asId("d-1"));
      const lane = (adapter: string) => messages.filter((message) => message.adapter === adapter);
      same(
        lane("citizen").map(({ kind }) => kind),
        ["accepted", "supplement-requested"],
        "to the citizen",
      );
      same(
        lane("citizen/sms").map(({ kind, body, messageId, position }) => [kind, body, position, messageId]),
        lane("citizen").map(({ kind, body, position }) => [kind, body, position, `d-1:citizen/sms:${position}`]),
        "the same by the other channel, under names of their own",
      );
      same(
        lane("portal").map(({ body }) => {
          const { status, step } = JSON.parse(body) as { readonly status: number; readonly step?: string };
          return [status, step];
        }),
        [
          [1, undefined],
          [2, "intake"],
          [4, "officer"],
          [5, "officer"],
        ],
        "to the portal, each as it was then",
      );
      for (const adapter of served) {
        const positions = lane(adapter).map(({ position }) => position);
        same(
          positions,
          [...new Set(positions)].toSorted((a, b) => a - b),
          `positions in the lane ${adapter}`,
        );
      }
      // A question goes to the desk, which nobody serves here.
      await desk.accept("d-2");
      await desk.running.advanceTo(ladder[0][1]);
      check((await desk.state("d-2")).question !== undefined, "somebody was asked");
      const of2 = await desk.storage.reader.messages(asId("d-2"));
      same([...new Set([...messages, ...of2].map(({ adapter }) => adapter))].toSorted(), served, "lanes written to");
    },
  },
  {
    name: "a refused command leaves neither content nor messages",
    run: async (desk) => {
      await desk.send("d-1", desk.clerk, { ...filing, caseId: "moon" } as typeof filing, [applicant]);
      await desk.accept("d-2");
      await desk.running.settled();
      same(await desk.storage.loadContent({ contentId: applicant.contentId, version: 1 }), undefined, "content");
      same(await desk.storage.reader.messages(asId("d-1")), [], "messages");
    },
  },
  {
    name: "a long history is gapless, folds to the state, and verify finds nothing",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.good("d-1", desk.clerk, forwarding);
      await desk.good("d-1", desk.officer, { type: "claim" });
      for (let round = 0; round < 18; round += 1) {
        await desk.good("d-1", desk.officer, { type: "hand-back", reason: { code: "overload" } });
        await desk.good("d-1", desk.officer, { type: "claim" });
      }
      check((await desk.history("d-1")).length > 40, "it is long");
      await desk.sound();
    },
  },
  {
    name: "close() finishes what is under way, and takes nothing new",
    run: async (desk) => {
      const ids = Array.from({ length: 8 }, (_, i) => `d-${i + 1}`);
      const sent = ids.map((id) => desk.send(id, desk.clerk, filing));
      await desk.engine.close();
      const late = await desk.send("d-9", desk.clerk, filing);
      same(late.ok ? "" : late.error.code, "engine.closed", "the code of what came later");
      let answered = 0;
      for (const one of sent) void one.then((answer) => (answered += answer.ok ? 1 : 0));
      // Whatever was under way has its answer by now; only its listeners have still to be called.
      await Promise.resolve().then(() => undefined);
      await new Promise<void>((turn) => setImmediate(turn));
      same(answered, ids.length, "answers by the time close() is done");
      await desk.running.settled();
      for (const row of await desk.storage.load(ids.map(asId))) same(row?.version, 1, "the version stored");
    },
  },
  {
    name: "what was answered is there after a restart, with its duplicates and its wakes",
    needs: "survivesRestart",
    run: async (desk) => {
      const once = { ...forwarding, commandId: asCommand("once") };
      await desk.accept("d-1");
      const first = await desk.good("d-1", desk.clerk, once);
      await desk.restart();
      same(await desk.version("d-1"), first.version, "the version");
      const again = await desk.good("d-1", desk.clerk, once);
      same([again.version, again.duplicate], [first.version, true], "the duplicate");
      await desk.running.advanceTo(instant("2026-08-25 18:00"));
      same(await desk.rungs("d-1"), ladder, "rungs of before the restart");
      await desk.good("d-1", desk.officer, { type: "claim" });
      await desk.sound();
    },
  },
];
