import { memoryStorage } from "@motcua/adapters/memory";
import type { Fault } from "./fault.ts";

/** Says that it survives a restart, and comes back empty. */
export const lostOnReopen: Fault = {
  name: "lost on reopen",
  make: () => memoryStorage(),
  caught: [
    "everything answered is there after a restart",
    "timers outlive a restart",
    "duplicates are known after a restart",
    "leases, parked rows and lanes outlive a restart",
    "erased content stays erased after a restart",
  ],
};
