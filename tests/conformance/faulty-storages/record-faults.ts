import { type Fault, patched } from "./fault.ts";

/** Faults in content and law kept beside the dossiers. */
export const recordFaults: readonly Fault[] = [
  {
    name: "erasing does nothing",
    make: patched(() => ({ eraseContent: async () => 0 })),
    caught: ["erased content is gone, and events and hashes stay", "erased content is found by no word"],
    alsoCaught: ["the content of a dossier is listed by id and version, and erased content is not"],
  },
  {
    name: "one document to a key",
    make: patched((good) => ({ findLaw: async (kind, key) => (await good.findLaw(kind, key)).slice(0, 1) })),
    caught: ["law documents are found by kind and key, several of one key by hash"],
  },
  {
    name: "whoever stores a law document first names it for ever",
    make: patched((good) => ({
      putLaw: async (documents) => {
        const stored = await good.loadLaw(documents.map(({ hash }) => hash));
        await good.putLaw(documents.filter((_, i) => stored[i] === undefined));
      },
    })),
    caught: ["a law document's own key takes the place of one from elsewhere, and never the other way"],
  },
];
