import { asCommand } from "./builders.ts";
import { check, same } from "./check.ts";
import type { EngineCase } from "./engine-case.ts";
import { accepting, asId, filing, forwarding, ladder } from "./engine-desk.ts";

const [[, askAt]] = ladder;

export const engineTroubleCases: readonly EngineCase[] = [
  {
    name: "a dossier that cannot be decided stops only itself, shows as an incident, and is taken once it is well",
    run: async (desk) => {
      for (const id of ["d-1", "d-2"]) await desk.good(id, desk.clerk, filing);
      desk.upset("d-1", "garbage");
      const once = { ...accepting, commandId: asCommand("poison") };
      const [bad] = await Promise.all([desk.send("d-1", desk.clerk, once), desk.good("d-2", desk.clerk, accepting)]);
      same(bad.ok ? "" : bad.error.code, "internal.invariant", "the code");
      same(
        (await desk.running.incidents()).map(({ dossierId, code }) => [dossierId, code]),
        [["d-1", "internal.invariant"]],
        "incidents",
      );
      same(await desk.version("d-1"), 1, "the version");
      await desk.good("d-2", desk.clerk, forwarding);
      // Its other commands are answered: what needs no directory is taken, what makes no sense is refused.
      same(
        await desk.refusal("d-1", desk.clerk, { ...forwarding, resolved: desk.office.directory.resolve() }),
        "task.wrong_step",
        "a later command",
      );
      desk.upset("d-1", "well");
      await desk.good("d-1", desk.clerk, once);
      await desk.sound();
    },
  },
  {
    name: "a wake that cannot be taken waits for an operator, holds up no other, and is taken when they say so",
    run: async (desk) => {
      await desk.accept("d-1", "d-2");
      desk.upset("d-1", "garbage");
      await desk.running.advanceTo(askAt);
      same(await desk.rungs("d-2"), ladder.slice(0, 1), "rungs of the other");
      same(await desk.rungs("d-1"), [], "its own rungs");
      same(
        (await desk.running.incidents()).map(({ dossierId, code }) => [dossierId, code]),
        [["d-1", "internal.invariant"]],
        "incidents",
      );
      desk.upset("d-1", "well");
      await desk.running.retry(asId("d-1"));
      same(await desk.rungs("d-1"), ladder.slice(0, 1), "its rungs once retried");
      await desk.sound();
    },
  },
  {
    name: "a directory that does not answer: the command fails and may be sent again, the wake comes later",
    run: async (desk) => {
      await desk.accept("d-1");
      desk.upset("d-1", "down");
      const once = { ...forwarding, commandId: asCommand("later") };
      const failed = await desk.send("d-1", desk.clerk, once).then(
        (answer) => (answer.ok ? "taken" : answer.error.code),
        () => "failed",
      );
      same(failed, "failed", "the command");
      desk.running.stepTo(askAt);
      desk.upset("d-1", "well");
      check((await desk.good("d-1", desk.clerk, once)).duplicate === false, "it is taken once the directory answers");
      await desk.running.advanceTo(askAt + 180_000);
      same(await desk.rungs("d-1"), ladder.slice(0, 1), "the rungs");
      same(await desk.running.incidents(), [], "incidents");
    },
  },
];
