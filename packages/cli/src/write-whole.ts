import { open } from "node:fs/promises";
import { writeInPlace } from "@motcua/adapters/event-log";

/** Writes text whole or not at all, as `writeInPlace`. @throws the error of the file system, with the path of the file */
export const writeWhole = (file: string, text: string): Promise<void> =>
  writeInPlace(file, async (path) => {
    const handle = await open(path, "w");
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  });
