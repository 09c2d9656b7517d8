import type { Hash, OfficeId } from "../base/ids.ts";
import type { CommandBase } from "./commands.ts";

/** The dossier goes to an office of another engine (bàn giao hồ sơ): from the commune to the province, and back. */
export interface HandOver extends CommandBase {
  readonly type: "hand-over";
  readonly to: OfficeId;
  /** Name of that office's engine here: its lane is `transfer/<partner>`. */
  readonly partner: string;
  /** The dossier goes at once, its papers after it, within a limit of their own (NĐ 118/2025 Art. 20(1)a). Absent: there are
   *  none, or they stay. */
  readonly papers?: "follow";
}

/** The papers have come that followed a dossier from another office. */
export interface ReceivePapers extends CommandBase {
  readonly type: "receive-papers";
}

/** What a hand-over is known by on either side. */
export interface SealedHandOver {
  readonly epoch: number;
  readonly from: OfficeId;
  readonly to: OfficeId;
  /** Hash of the event `handed-over`. */
  readonly head: Hash;
  /** Signature of the sender. */
  readonly seal: string;
}

/** Given by an engine to itself, once it has verified what came; nobody else may give it. */
export interface TakeOver extends CommandBase, SealedHandOver {
  readonly type: "take-over";
}

/** Given by an engine to itself: this hand-over is never taken over. The seal is its own. */
export interface DeclineHandOver extends CommandBase, SealedHandOver {
  readonly type: "decline-hand-over";
}
