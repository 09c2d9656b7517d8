import type { CallContext } from "./notifier.ts";
import type { OutboxMessage } from "./storage.ts";

/**
 * A system beside ours that keeps a copy of each dossier: the national portal, a province's one-stop system (hệ thống một
 * cửa cấp tỉnh). `deliver` serves a lane such as `portal/national` or `portal/province`.
 */
export interface OneStopBackend {
  /**
   * Brings the other side to what the dossier was at the event the message speaks of (its `seq`), and never to what it is
   * now: the record first, created or updated, then each step it does not have, in order, each once. After an unknown
   * outcome, also of an earlier process, the other side is asked before anything is sent again (trap 28). The same message
   * twice changes nothing, and an older one takes nothing back.
   * @returns `skipped` with a code where there is nothing to tell; nothing where it was done
   * @throws AdapterError says who helps
   */
  deliver(
    message: OutboxMessage,
    call: CallContext,
  ): Promise<{ readonly providerRef?: string } | { readonly skipped: string } | undefined>;
  close(): void | Promise<void>;
}
