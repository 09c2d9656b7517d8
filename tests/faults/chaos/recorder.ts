import type { CommandRequest } from "@motcua/core";
import type { Arrived, Attempt, Heard, History, SentCommand } from "../history-checker.ts";
import type { Line } from "./protocol.ts";

interface Recorded extends SentCommand {
  readonly request: CommandRequest;
  readonly heard: Heard[];
  sendings: number;
}

/** Gathers what all processes of a run said, as the history that is checked afterwards. */
export class Recorder {
  readonly faults: string[] = [];
  readonly #sent = new Map<string, Recorded>();
  readonly #attempts: Attempt[] = [];
  readonly #arrived: (Arrived & { readonly ns: bigint })[] = [];
  acknowledged = 0;

  take(line: Line): void {
    switch (line.t) {
      case "up":
        return;
      case "sent":
        this.#send(line.request, line.bodyHash);
        return;
      case "heard": {
        this.#sent.get(`${line.officeId} ${line.commandId}`)?.heard.push(line.heard);
        if (line.heard.kind === "acknowledged") this.acknowledged += 1;
        return;
      }
      case "attempt":
        this.#attempts.push(line);
        return;
      case "arrived":
        this.#arrived.push({ ...line, ns: BigInt(line.ns) });
        return;
      case "fault":
        this.faults.push(line.text);
        return;
    }
  }

  #send(request: CommandRequest, bodyHash: SentCommand["bodyHash"]): void {
    const { commandId, dossierId, officeId } = request;
    const key = `${officeId} ${commandId}`;
    const known = this.#sent.get(key);
    if (known !== undefined) known.sendings += 1;
    else this.#sent.set(key, { request, commandId, dossierId, officeId, bodyHash, sendings: 1, heard: [] });
  }

  /** Commands of a process that died before it heard of them. */
  unanswered(name: string): readonly CommandRequest[] {
    const open = (one: Recorded) => one.commandId.startsWith(`${name}-`) && one.heard.length < one.sendings;
    return [...this.#sent.values()].filter(open).map((one) => one.request);
  }

  history(): History {
    const arrived = this.#arrived.toSorted((a, b) => (a.ns < b.ns ? -1 : 1));
    return { sent: [...this.#sent.values()], attempts: this.#attempts, arrived };
  }
}
