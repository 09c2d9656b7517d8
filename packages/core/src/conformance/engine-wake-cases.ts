import { check, present, same } from "./check.ts";
import type { EngineCase } from "./engine-case.ts";
import { accepting, asId, filing, forwarding, instant, ladder } from "./engine-desk.ts";

const [[, askAt], , [, dueAt]] = ladder;
const asked = ladder.slice(0, 1);

export const engineWakeCases: readonly EngineCase[] = [
  {
    name: "a wake is taken at its instant, not a millisecond before, and once",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.running.advanceTo(askAt - 1);
      same(await desk.rungs("d-1"), [], "rungs one millisecond before");
      await desk.running.advanceTo(askAt);
      same(await desk.rungs("d-1"), asked, "rungs at the instant");
      await desk.running.advanceTo(askAt + 3_600_000);
      same(await desk.rungs("d-1"), asked, "rungs an hour later");
      const taken = (await desk.events("d-1", "rung-taken")).find(({ limit }) => limit === "principal");
      same(taken?.at, askAt, "when it was taken");
      await desk.sound();
    },
  },
  {
    name: "nobody acts: question, promise missed, apology owed, superiors told, and the next rungs follow",
    run: async (desk) => {
      await desk.accept("d-1");
      for (const [, at] of ladder) await desk.running.advanceTo(at);
      same(await desk.rungs("d-1"), ladder, "the rungs");
      const state = await desk.state("d-1");
      same(state.apologies[0]?.status, "owed", "the apology");
      check(state.escalations.length > 0, "a superior was told");
      same((await desk.events("d-1", "promise-missed")).length, 1, "missed promises");
      await desk.sound();
    },
  },
  {
    name: "after an outage every missed rung is taken, in order, once, and time goes on from there",
    run: async (desk) => {
      await desk.accept("d-1", "d-2");
      const back = instant("2026-08-28 08:00");
      await desk.running.advanceTo(back);
      for (const id of ["d-1", "d-2"]) {
        const taken = await desk.rungs(id);
        same(taken.slice(0, ladder.length), ladder, `the rungs of ${id}`);
        same(new Set(taken.map(([rung]) => rung)).size, taken.length, `rungs of ${id}, each once`);
      }
      const events = (await desk.history("d-1")).length;
      await desk.running.advanceTo(back + 60_000);
      same((await desk.history("d-1")).length, events, "events a minute later");
      await desk.sound();
    },
  },
  {
    name: "wakes of many dossiers at one instant are all taken",
    run: async (desk) => {
      const ids = Array.from({ length: 16 }, (_, i) => `d-${i + 1}`);
      await desk.accept(...ids);
      await desk.running.advanceTo(askAt);
      const questions = await Promise.all(ids.map(async (id) => (await desk.state(id)).question !== undefined));
      same(
        questions,
        ids.map(() => true),
        "who was asked",
      );
      await desk.sound();
    },
  },
  {
    name: "a wake and a command at one instant: both are done, each once",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.running.advanceTo(askAt - 1);
      const [answer] = await Promise.all([desk.good("d-1", desk.clerk, forwarding), desk.running.advanceTo(askAt)]);
      same(answer.duplicate, false, "a duplicate");
      same(await desk.rungs("d-1"), asked, "the rungs");
      same((await desk.events("d-1", "acted")).length, 1, "acts");
      await desk.sound();
    },
  },
  {
    name: "a command after a rung is due takes the rung first, and the wake finds nothing more",
    run: async (desk) => {
      await desk.accept("d-1");
      desk.running.stepTo(askAt + 60_000);
      await desk.good("d-1", desk.clerk, forwarding);
      same(await desk.rungs("d-1"), asked, "rungs taken with the command");
      await desk.running.advanceTo(askAt + 120_000);
      same(await desk.rungs("d-1"), asked, "rungs after the wake");
      same(await desk.running.incidents(), [], "incidents");
    },
  },
  {
    name: "no rung while its limit is suspended; counted again, each is taken once in its new generation",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.good("d-1", desk.clerk, forwarding);
      await desk.good("d-1", desk.officer, { type: "request-supplement", reason: { code: "missing-paper" } });
      await desk.running.advanceTo(instant("2026-08-25 09:00"));
      same(await desk.rungs("d-1"), [], "rungs while the citizen has the time");
      await desk.good("d-1", desk.clerk, { type: "receive-supplement", complete: true });
      const due = present((await desk.state("d-1")).promises.at(-1), "the new promise").dueAt;
      check(due > dueAt, "the promise moved");
      await desk.running.advanceTo(due);
      const taken = (await desk.events("d-1", "rung-taken")).filter(({ limit }) => limit === "principal");
      check(taken.length > 0, "rungs were taken");
      same(new Set(taken.map(({ rung, generation }) => `${rung} ${generation}`)).size, taken.length, "each once");
      check(
        taken.every((rung) => rung.dueAt <= rung.at),
        "none was early",
      );
      await desk.sound();
    },
  },
  {
    name: "an ended dossier is not woken any more",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.good("d-1", desk.clerk, { type: "withdraw" });
      const events = (await desk.history("d-1")).length;
      await desk.running.advanceTo(instant("2026-08-28 08:00"));
      same((await desk.history("d-1")).length, events, "events");
    },
  },
  {
    name: "a clock that goes back locks nothing and takes nothing early or twice",
    run: async (desk) => {
      await desk.accept("d-1");
      desk.running.stepTo(instant("2026-08-20 08:00"));
      await desk.good("d-1", desk.clerk, forwarding);
      await desk.running.advanceTo(askAt);
      desk.running.stepTo(askAt - 3_600_000);
      await desk.good("d-1", desk.officer, { type: "claim" });
      await desk.running.advanceTo(askAt);
      same(await desk.rungs("d-1"), asked, "the rungs");
      await desk.sound();
    },
  },
  {
    name: "a dossier that is not accepted yet has its own clock",
    run: async (desk) => {
      await desk.good("d-1", desk.clerk, filing);
      await desk.running.advanceTo(instant("2026-08-21 09:00"));
      await desk.good("d-1", desk.clerk, accepting);
      const promised = (await desk.state("d-1")).promises.at(-1);
      same(promised?.date, "2026-08-25", "the promise counts from acceptance");
      same((await desk.engine.read(asId("d-1")))?.state.acceptedAt, instant("2026-08-21 09:00"), "accepted");
    },
  },
];
