import { dossierCode, must } from "../base/ids.ts";
import { parseCivilDate } from "../calendar/civil-date.ts";
import { asCode, asCommand, asOffice } from "./builders.ts";
import { check, present, same } from "./check.ts";
import type { EngineCase } from "./engine-case.ts";
import { accepting, asId, type Body, filing, forwarding, instant } from "./engine-desk.ts";

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `d-${i + 1}`);

export const engineCommandCases: readonly EngineCase[] = [
  {
    name: "a command that is taken is answered with its version and events, and can be read at once",
    run: async (desk) => {
      const answer = await desk.good("d-1", desk.clerk, filing);
      same([answer.dossierId, answer.version, answer.duplicate], ["d-1", 1, false], "the answer");
      same(
        answer.events.map((event) => [event.seq, event.type]),
        [[1, "submitted"]],
        "its events",
      );
      same(await desk.version("d-1"), 1, "the version read");
      same((await desk.good("d-1", desk.clerk, accepting)).version, 6, "the version after acceptance");
      same(await desk.version("d-1"), 6, "the version read after acceptance");
      await desk.sound();
    },
  },
  {
    name: "a refusal is a value with a code, and nothing changed",
    run: async (desk) => {
      same(
        await desk.refusal("d-1", desk.clerk, { ...filing, caseId: "moon" } as typeof filing),
        "command.unknown_case",
        "the code",
      );
      same(await desk.engine.read(asId("d-1")), undefined, "a dossier that was not begun");
      await desk.accept("d-2");
      const wrong = { type: "act", step: "return", action: "handOver" } as const;
      same(await desk.refusal("d-2", desk.clerk, wrong), "task.wrong_step", "the code");
      same(await desk.version("d-2"), 6, "the version");
      same((await desk.history("d-2")).length, 6, "the events");
    },
  },
  {
    name: "an open dossier of another system comes in as it stands there, once",
    run: async (desk) => {
      const importer = { ...desk.clerk, roles: ["importer"] };
      const at = instant("2026-08-19 10:00");
      const code = must(dossierCode("H26.1-260819-0007"));
      const promises = [{ date: must(parseCivilDate("2026-08-24")), madeAt: at }];
      const body: Body = {
        type: "import",
        procedure: "1.001612",
        channel: "counter",
        caseId: "general",
        facts: {},
        intakeRef: "old-7",
        commandId: asCommand("import:old-7"),
        system: "egov-2",
        submittedAt: at,
        accepted: { at, code, step: "officer", promises },
      };
      const answer = await desk.good("d-1", importer, body);
      same((await desk.good("d-1", importer, body)).duplicate, true, "the same again is a duplicate");
      const state = present((await desk.engine.findByCode(desk.office.officeId, code))?.state, "found by its code");
      same([state.acceptedAt, state.imported?.system, state.version], [at, "egov-2", answer.version], "what is known");
      same(state.promises.at(-1)?.date, "2026-08-24", "what was promised");
      await desk.sound();
    },
  },
  {
    name: "a refused command may be sent again, and is decided anew",
    run: async (desk) => {
      await desk.good("d-1", desk.clerk, filing);
      const early = { ...forwarding, commandId: asCommand("again") };
      check((await desk.refusal("d-1", desk.clerk, early)).length > 0, "it is refused before acceptance");
      await desk.good("d-1", desk.clerk, accepting);
      same((await desk.good("d-1", desk.clerk, early)).duplicate, false, "a duplicate");
    },
  },
  {
    name: "there is nothing to be known of a dossier that does not exist",
    run: async (desk) => {
      same(await desk.refusal("d-1", desk.clerk, accepting), "command.no_dossier", "the code");
      same(await desk.engine.read(asId("d-1")), undefined, "what is read");
      same(await desk.engine.explain(asId("d-1")), undefined, "what is explained");
      same(await desk.engine.available(asId("d-1"), desk.clerk), [], "what is available");
    },
  },
  {
    name: "a duplicate gets its original answer, and nothing is done again",
    run: async (desk) => {
      const body = { ...filing, commandId: asCommand("once") };
      const first = await desk.good("d-1", desk.clerk, body);
      const again = await desk.good("d-1", desk.clerk, body);
      same([again.version, again.duplicate, again.events], [first.version, true, []], "the second answer");
      same((await desk.history("d-1")).length, 1, "the events");
    },
  },
  {
    name: "a duplicate is answered also long after, when the command could not be taken any more",
    run: async (desk) => {
      const forward = { ...forwarding, commandId: asCommand("once") };
      await desk.accept("d-1");
      const first = await desk.good("d-1", desk.clerk, forward);
      await desk.good("d-1", desk.officer, { type: "act", step: "officer", action: "submit" });
      await desk.good("d-1", desk.head, { type: "act", step: "leader", action: "approve" });
      await desk.good("d-1", desk.clerk, { type: "act", step: "return", action: "handOver" });
      await desk.running.advanceTo(instant("2026-12-20 09:00"));
      const again = await desk.good("d-1", desk.clerk, forward);
      same([again.version, again.duplicate], [first.version, true], "the answer");
      await desk.sound();
    },
  },
  {
    name: "the same command twice at once is one",
    run: async (desk) => {
      const body = { ...filing, commandId: asCommand("once") };
      const both = await Promise.all([1, 2].map(() => desk.good("d-1", desk.clerk, body)));
      same(both.map((answer) => answer.duplicate).toSorted(), [false, true], "duplicates");
      same((await desk.history("d-1")).length, 1, "the events");
    },
  },
  {
    name: "a command id with another body is refused, and nothing changed",
    run: async (desk) => {
      const once = { commandId: asCommand("once") };
      await desk.good("d-1", desk.clerk, { ...filing, ...once });
      const other = { ...filing, ...once, intakeRef: "T-2" } as typeof filing;
      same(await desk.refusal("d-1", desk.clerk, other), "command.reused", "the code");
      same(await desk.refusal("d-1", desk.clerk, { ...accepting, ...once }), "command.reused", "the code");
      same(await desk.version("d-1"), 1, "the version");
    },
  },
  {
    name: "a command id of one dossier is refused for another of its office",
    needs: "commandIdsAcrossDossiers",
    run: async (desk) => {
      const body = { ...filing, commandId: asCommand("once") };
      await desk.good("d-1", desk.clerk, body);
      same(await desk.refusal("d-2", desk.clerk, body), "command.reused", "the code");
      same(await desk.engine.read(asId("d-2")), undefined, "the other dossier");
    },
  },
  {
    name: "a command for a version that is not the dossier's is refused",
    run: async (desk) => {
      await desk.accept("d-1");
      same(
        await desk.refusal("d-1", desk.clerk, { ...forwarding, expectedVersion: 5 }),
        "command.stale_version",
        "the code",
      );
      check(
        (await desk.good("d-1", desk.clerk, { ...forwarding, expectedVersion: 6 })).version > 6,
        "the right one is taken",
      );
    },
  },
  {
    name: "another office neither changes a dossier nor finds it by its code",
    run: async (desk) => {
      await desk.accept("d-1");
      await desk.running.settled();
      const foreign = asOffice("xa-khac");
      same(
        await desk.refusal("d-1", desk.clerk, { ...forwarding, officeId: foreign }),
        "command.other_office",
        "the code",
      );
      const code = present((await desk.state("d-1")).code, "its code");
      same(await desk.engine.findByCode(foreign, code), undefined, "what the other office finds");
      same(
        (await desk.engine.findByCode(desk.office.officeId, code))?.state.dossierId,
        "d-1",
        "what its own office finds",
      );
    },
  },
  {
    name: "a code that another dossier carries is refused",
    run: async (desk) => {
      const resolved = { ...desk.office.directory.resolve(), code: asCode("H26.1-260820-0009") };
      for (const id of ["d-1", "d-2"]) await desk.good(id, desk.clerk, filing);
      await desk.good("d-1", desk.clerk, { ...accepting, resolved });
      same(await desk.refusal("d-2", desk.clerk, { ...accepting, resolved }), "numbering.code_taken", "the code");
      same(await desk.version("d-2"), 1, "the version");
      await desk.good("d-2", desk.clerk, accepting);
      await desk.sound();
    },
  },
  {
    name: "a request that is none is refused as a value, and nothing of it is echoed",
    run: async (desk) => {
      for (const odd of [
        { intakeRef: 7 },
        { facts: { urgent: "Nguyễn" } },
        { officeId: "xa-1\nNguyễn" },
        { by: null },
      ]) {
        const answer = await desk.send("d-1", desk.clerk, { ...filing, ...odd } as typeof filing);
        same(answer.ok ? "" : answer.error.code, "command.input", "the code");
        check(!JSON.stringify(answer).includes("Nguyễn"), "the answer echoes nothing");
      }
      same(await desk.running.incidents(), [], "incidents");
    },
  },
  {
    name: "commands of one dossier are taken in the order they were given",
    run: async (desk) => {
      const bodies = [filing, accepting, forwarding];
      const answers = await Promise.all(bodies.map((body) => desk.good("d-1", desk.clerk, body)));
      const versions = answers.map((answer) => answer.version);
      same(
        versions,
        versions.toSorted((a, b) => a - b),
        "the versions",
      );
      await desk.sound();
    },
  },
  {
    name: "many dossiers at once are each done right",
    run: async (desk) => {
      const ids = names(24);
      await desk.accept(...ids);
      await Promise.all(ids.map((id) => desk.good(id, desk.clerk, forwarding)));
      const states = await Promise.all(ids.map((id) => desk.state(id)));
      same(new Set(states.map(({ version }) => version)).size, 1, "the same was done with each: versions");
      same(new Set(states.map(({ code }) => code)).size, ids.length, "codes");
      await desk.sound();
    },
  },
  {
    name: "it says which acts are open to whom, and explains every limit day by day",
    run: async (desk) => {
      await desk.accept("d-1");
      const open = await desk.engine.available(asId("d-1"), desk.clerk);
      check(open.length > 0, "some act is open to the clerk");
      const explained = present(await desk.engine.explain(asId("d-1")), "the explanation");
      const principal = present(
        explained.find(({ limit }) => limit === "principal"),
        "the principal limit",
      );
      const due = (await desk.state("d-1")).promises.at(-1);
      same(due?.date, "2026-08-24", "the promise");
      check(JSON.stringify(principal.explanation).includes("2026-08-22"), "the make-up Saturday is named");
    },
  },
  {
    name: "listeners hear what was done, once",
    run: async (desk) => {
      const heard: string[] = [];
      desk.engine.observe.on("committed", ({ dossierId, events }) =>
        heard.push(...events.map((event) => `${dossierId} ${event.type}`)),
      );
      const body = { ...filing, commandId: asCommand("once") };
      await desk.good("d-1", desk.clerk, body);
      await desk.good("d-1", desk.clerk, body);
      same(heard, ["d-1 submitted"], "what was heard");
    },
  },
];
