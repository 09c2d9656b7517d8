import { memoryStorage } from "@motcua/adapters/memory";
import type { Commit, Engine, Storage } from "@motcua/core";
import type { EngineHarness, EngineParts, EngineUnderTest } from "@motcua/core/conformance";
import { durableHarness } from "./engine-harness.ts";

/** An engine with one thing wrong, and the cases meant for it. */
export interface EngineFault {
  readonly name: string;
  readonly caught: readonly string[];
  readonly harness: EngineHarness;
}

/** The durable engine on memory, with its storage or what is around it changed. */
function faulty(
  around: (running: EngineUnderTest, parts: EngineParts) => EngineUnderTest,
  storage: (good: Storage) => Storage = (good) => good,
  parts: (good: EngineParts) => EngineParts = (good) => good,
): EngineHarness {
  const good = durableHarness({ open: async () => storage(memoryStorage()) });
  return { open: async (given) => around(await good.open(parts(given)), given) };
}

const withEngine =
  (change: (good: Engine, parts: EngineParts) => Partial<Engine>) =>
  (running: EngineUnderTest, parts: EngineParts): EngineUnderTest => ({
    ...running,
    engine: patched(running.engine, change(running.engine, parts)),
  });

const patched = <T extends object>(good: T, changes: Partial<T>): T =>
  new Proxy(good, {
    get(target, name) {
      const value = (name in changes ? changes : target)[name as keyof T] as unknown;
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });

const asItIs = (running: EngineUnderTest): EngineUnderTest => running;
type Submit = Engine["submit"];
const submitting = (submit: (good: Submit) => Submit): EngineHarness =>
  faulty(withEngine((good) => ({ submit: submit(good.submit.bind(good)) })));
const committing = (change: (commit: Commit) => Commit): EngineHarness =>
  faulty(asItIs, (good) => patched(good, { commit: (group) => good.commit(group.map(change)) }));

let fresh = 0;

export const engineFaults: readonly EngineFault[] = [
  {
    name: "a duplicate is a new command",
    caught: ["a duplicate gets its original answer, and nothing is done again"],
    harness: submitting((good) => (request, content) => {
      fresh += 1;
      return good({ ...request, commandId: `${request.commandId}-${fresh}` as typeof request.commandId }, content);
    }),
  },
  {
    name: "command ids are forgotten once the dossier has moved on",
    caught: ["a duplicate is answered also long after, when the command could not be taken any more"],
    harness: faulty(asItIs, (good) =>
      patched(good, {
        async findCommand(officeId, commandId) {
          const found = await good.findCommand(officeId, commandId);
          const [row] = found === undefined ? [] : await good.load([found.dossierId]);
          return row !== undefined && found !== undefined && row.version - found.version > 3 ? undefined : found;
        },
      }),
    ),
  },
  {
    name: "a reused command id is answered as a duplicate",
    caught: ["a command id with another body is refused, and nothing changed"],
    harness: submitting((good) => async (request, content) => {
      const answer = await good(request, content);
      if (answer.ok || answer.error.code !== "command.reused") return answer;
      return { ok: true, value: { dossierId: request.dossierId, version: 1, duplicate: true, events: [] } };
    }),
  },
  {
    name: "refusals are remembered",
    caught: ["a refused command may be sent again, and is decided anew"],
    harness: submitting((good) => {
      const refused = new Map<string, Awaited<ReturnType<Submit>>>();
      return async (request, content) => {
        const answer = refused.get(request.commandId) ?? (await good(request, content));
        if (!answer.ok) refused.set(request.commandId, answer);
        return answer;
      };
    }),
  },
  {
    name: "a refusal is thrown",
    caught: ["a refusal is a value with a code, and nothing changed"],
    harness: submitting((good) => async (request, content) => {
      const answer = await good(request, content);
      if (!answer.ok) throw new Error(answer.error.code);
      return answer;
    }),
  },
  {
    name: "the version expected is not looked at",
    caught: ["a command for a version that is not the dossier's is refused"],
    harness: submitting(
      (good) =>
        ({ expectedVersion: _unseen, ...request }, content) =>
          good(request, content),
    ),
  },
  {
    name: "any office may act",
    caught: ["another office neither changes a dossier nor finds it by its code"],
    harness: submitting(
      (good) => (request, content) => good({ ...request, officeId: "xa-mau" as typeof request.officeId }, content),
    ),
  },
  {
    name: "commands of one dossier overtake each other",
    caught: ["commands of one dossier are taken in the order they were given"],
    harness: submitting((good) => async (request, content) => {
      if (request.type === "submit") await new Promise((resolve) => setTimeout(resolve, 15));
      return await good(request, content);
    }),
  },
  {
    name: "what is read is old",
    caught: ["a command that is taken is answered with its version and events, and can be read at once"],
    harness: faulty(
      withEngine((good) => ({
        async read(id) {
          const view = await good.read(id);
          return view === undefined || view.version !== 6 ? view : { ...view, version: 5 };
        },
      })),
    ),
  },
  {
    name: "an answer without events",
    caught: ["a command that is taken is answered with its version and events, and can be read at once"],
    harness: submitting((good) => async (request, content) => {
      const answer = await good(request, content);
      return answer.ok ? { ok: true, value: { ...answer.value, events: [] } } : answer;
    }),
  },
  {
    name: "the worker is an hour ahead",
    caught: ["a wake is taken at its instant, not a millisecond before, and once"],
    harness: faulty((running) => ({
      ...running,
      async advanceTo(at) {
        await running.advanceTo(at + 3_600_000);
        running.stepTo(at);
      },
    })),
  },
  {
    name: "no wakes at all",
    caught: ["a wake is taken at its instant, not a millisecond before, and once"],
    harness: faulty((running) => ({ ...running, advanceTo: async (at) => running.stepTo(at) })),
  },
  {
    name: "one wake a dossier, and never another",
    caught: ["nobody acts: question, promise missed, apology owed, superiors told, and the next rungs follow"],
    harness: (() => {
      const woken = new Set<string>();
      return faulty(asItIs, (good) => {
        woken.clear();
        return patched(good, {
          async claimWakes(claim) {
            const wakes = (await good.claimWakes(claim)).filter(({ dossierId }) => !woken.has(dossierId));
            for (const { dossierId } of wakes) woken.add(dossierId);
            return wakes;
          },
        });
      });
    })(),
  },
  {
    name: "content is dropped",
    caught: ["content is stored beside the events, found by its words, and erased for good"],
    harness: committing((commit) => ({ ...commit, content: [] })),
  },
  {
    name: "personal data in a message",
    caught: ["nothing personal is in events, messages, snapshots or answers"],
    harness: committing((commit) => ({
      ...commit,
      outbox: commit.outbox.map((message) => ({ ...message, body: '{"name":"Bế Thị Nhẫn","step":"intake"}' })),
    })),
  },
  {
    name: "messages are dropped now and then",
    caught: ["the outbox is complete and in order, lane by lane, and only for lanes that are served"],
    harness: committing((commit) => ({ ...commit, outbox: commit.expectedVersion > 6 ? [] : commit.outbox })),
  },
  {
    name: "messages for lanes nobody serves",
    caught: ["the outbox is complete and in order, lane by lane, and only for lanes that are served"],
    harness: faulty(asItIs, undefined, (parts) => ({ ...parts, adapters: [...parts.adapters, "desk", "agency"] })),
  },
  {
    name: "a channel that another of its audience stands in for",
    caught: ["the outbox is complete and in order, lane by lane, and only for lanes that are served"],
    harness: committing((commit) => ({
      ...commit,
      outbox: commit.outbox.filter(({ adapter }) => adapter !== "citizen/sms"),
    })),
  },
  {
    name: "channels of one audience under one name",
    caught: ["the outbox is complete and in order, lane by lane, and only for lanes that are served"],
    harness: committing((commit) => ({
      ...commit,
      outbox: commit.outbox.map((message) => ({ ...message, messageId: message.messageId.replace("/", "-") })),
    })),
  },
  {
    name: "content is stored before the command is decided",
    caught: ["a refused command leaves neither content nor messages"],
    harness: faulty((running) => ({
      ...running,
      engine: patched(running.engine, {
        async submit(request, content) {
          const answer = await running.engine.submit(request, content);
          if (!answer.ok && content !== undefined && request.type === "submit")
            await running.engine.submit({ ...request, caseId: "general" }, content);
          return answer;
        },
      }),
    })),
  },
  {
    name: "a snapshot that is not what the events say",
    caught: ["a long history is gapless, folds to the state, and verify finds nothing"],
    harness: committing((commit) => ({
      ...commit,
      snapshot: commit.snapshot?.replace('"counter"', '"online"'),
    })),
  },
  {
    name: "close() waits for nothing",
    caught: ["close() finishes what is under way, and takes nothing new"],
    harness: faulty((running) => {
      let closed = false;
      return {
        ...running,
        engine: patched(running.engine, {
          close: async () => {
            closed = true;
          },
          submit: (request, content) =>
            closed
              ? Promise.resolve({ ok: false, error: { code: "engine.closed", text: { vi: "đóng", en: "closed" } } })
              : running.engine.submit(request, content),
        }),
      };
    }),
  },
  {
    name: "a closed engine goes on",
    caught: ["close() finishes what is under way, and takes nothing new"],
    harness: faulty(withEngine(() => ({ close: () => new Promise((resolve) => setTimeout(resolve, 50)) }))),
  },
  {
    name: "incidents are not shown",
    caught: [
      "a dossier that cannot be decided stops only itself, shows as an incident, and is taken once it is well",
      "a wake that cannot be taken waits for an operator, holds up no other, and is taken when they say so",
    ],
    harness: faulty((running) => ({ ...running, incidents: async () => [] })),
  },
  {
    name: "one bad dossier stops the office",
    caught: ["a dossier that cannot be decided stops only itself, shows as an incident, and is taken once it is well"],
    harness: submitting((good) => {
      let down = false;
      return async (request, content) => {
        if (down) throw new Error("stopped");
        const answer = await good(request, content);
        down ||= !answer.ok && answer.error.code === "internal.invariant";
        return answer;
      };
    }),
  },
  {
    name: "an operator's word is not heard",
    caught: ["a wake that cannot be taken waits for an operator, holds up no other, and is taken when they say so"],
    harness: faulty((running) => ({ ...running, retry: async () => {} })),
  },
  {
    name: "listeners hear duplicates too",
    caught: ["listeners hear what was done, once"],
    harness: faulty((running) => {
      const listeners: ((told: never) => void)[] = [];
      const { engine } = running;
      return {
        ...running,
        engine: patched(engine, {
          observe: {
            on: (_name: unknown, listener: unknown) => listeners.push(listener as (told: never) => void),
            off: () => {},
          } as Engine["observe"],
          async submit(request, content) {
            const { dossierId, officeId } = request;
            const events = [{ type: "submitted" }];
            for (const tell of listeners) tell({ dossierId, officeId, events } as never);
            return await engine.submit(request, content);
          },
        }),
      };
    }),
  },
  {
    name: "codes of other dossiers are not looked at",
    caught: ["a code that another dossier carries is refused"],
    harness: committing((commit) => ({ ...commit, summary: { ...commit.summary, code: undefined } })),
  },
];
