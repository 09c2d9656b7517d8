import { type CliIo, exitDone, exitUsage, printFault, usageFault } from "../cli-io.ts";
import type { ToWorker } from "../office/messages.ts";
import { OfficeWorker } from "../office/worker.ts";

/**
 * A worker of `office --workers`, which starts it; not for people. It ends when its driver does, however that ends.
 * Exit status: 0 its driver is gone, 2 started by hand.
 */
export async function runOfficeWorker(_args: readonly string[], io: CliIo): Promise<number> {
  const send = process.send?.bind(process);
  if (send === undefined) {
    printFault(
      io,
      usageFault(
        "chỉ motcua office --workers mới chạy lệnh này",
        "this command is only started by motcua office --workers",
      ),
    );
    return exitUsage;
  }
  // A driver that is gone hears nothing, and the end of this process is on its way.
  const worker = new OfficeWorker({ tell: (message) => void send(message, undefined, undefined, () => {}) });
  let last: Promise<void> = Promise.resolve();
  process.on("message", (message: ToWorker) => {
    last = last.then(() => worker.hear(message));
  });
  await new Promise<void>((gone) => process.once("disconnect", gone));
  await last;
  await worker.close();
  return exitDone;
}
