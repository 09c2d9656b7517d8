// Serves the distributed engine from a process of its own, to be killed: one argument, JSON.
import { restateServices } from "@motcua/adapters/restate";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { sampleOffice } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { serveRestate } from "../servers/restate.ts";
import { ScaledClock, type ScaledTime } from "./scaled-clock.ts";

export interface ServiceArguments {
  readonly file: string;
  readonly port: number;
  readonly time: ScaledTime;
}

const { file, port, time } = JSON.parse(process.argv[2] ?? "{}") as ServiceArguments;
await serveRestate(
  restateServices({
    storage: sqliteStorage({ file }),
    clock: new ScaledClock(time),
    law: vietnamLaw(),
    directory: sampleOffice().directory,
    adapters: ["citizen", "portal"],
  }),
  port,
);
process.stdout.write("serving\n");
// The parent's end of this pipe closes when it ends, however it ends.
process.stdin.on("end", () => process.exit(0)).resume();
