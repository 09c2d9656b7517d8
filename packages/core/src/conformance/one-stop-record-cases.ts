import type { OutboxRow } from "../ports/storage.ts";
import { check, present, same } from "./check.ts";
import type { OneStopCase } from "./one-stop-case.ts";
import { OneStopDesk, wholeSecond } from "./one-stop-desk.ts";
import { troubleOf } from "./port-check.ts";

export const oneStopRecordCases: readonly OneStopCase[] = [
  {
    name: "a dossier stands there as it was at each event: its record, and its steps in order, each once",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.accept("d-1");
      const first = await desk.messages("d-1");
      for (const message of first) await desk.delivered(message);
      await desk.stands("d-1");
      await desk.work("d-1");
      for (const message of (await desk.messages("d-1")).slice(first.length)) {
        await desk.delivered(message);
        await desk.stands("d-1", message);
      }
    },
  },
  {
    name: "a message that waited tells what was then, not what is now",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.life("d-1");
      for (const message of await desk.messages("d-1")) {
        await desk.delivered(message);
        await desk.stands("d-1", message);
      }
    },
  },
  {
    name: "the appointment is the one of the record",
    needs: "appointment",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.accept("d-1");
      for (const message of await desk.messages("d-1")) await desk.delivered(message);
      const promised = present((await desk.record("d-1")).appointment, "the appointment of the record");
      const held = present(await desk.held("d-1"), "the dossier over there").appointment;
      same(held === undefined ? undefined : wholeSecond(held), wholeSecond(promised), "the appointment over there");
    },
  },
  {
    name: "a message told twice changes nothing, and an older one takes nothing back",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.life("d-1");
      const messages = await desk.messages("d-1");
      for (const message of messages) {
        await desk.delivered(message);
        await desk.delivered(message);
        await desk.stands("d-1", message);
      }
      for (const message of messages) {
        await desk.delivered(message);
        await desk.stands("d-1");
      }
    },
  },
  {
    name: "two dossiers are two, in whatever order they are told",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.life("d-1", "d-2");
      const [one, two] = [await desk.messages("d-1"), await desk.messages("d-2")];
      for (const [index, message] of one.entries()) {
        await desk.delivered(message);
        await desk.delivered(present(two[index], "a message of the other"));
      }
      for (const dossier of ["d-1", "d-2"]) await desk.stands(dossier);
    },
  },
  {
    name: "a new process knows what was told before it",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.life("d-1");
      const messages = await desk.messages("d-1");
      for (const message of messages) {
        await desk.delivered(message);
        await desk.restart();
      }
      for (const message of messages) await desk.delivered(message);
      await desk.stands("d-1");
    },
  },
  {
    name: "a message of an event that is not there, or of none, is trouble, and nothing is sent",
    run: async (bench) => {
      const desk = new OneStopDesk(bench);
      await desk.accept("d-1");
      const message = present((await desk.messages("d-1")).at(-1), "a message");
      for (const body of ['{"seq":999}', "{}", "no JSON"]) {
        const strange: OutboxRow = { ...message, body };
        const found = await troubleOf(desk.deliver(strange), `the message ${body}`);
        check(found.retry !== "later", `the message ${body} is not tried again by itself`);
      }
      same(bench.arrived(), 0, "calls that reached the other side");
    },
  },
];
