import { test } from "node:test";
import { memoryStorage } from "@motcua/adapters/memory";
import { type HeldDossierRecord, runOneStopCases } from "@motcua/core/conformance";
import { province, stateWords } from "./province.ts";
import { startProvince, type Written } from "./province-double.ts";

const apiKey = "khoa-cua-xa";

runOneStopCases(
  { test, skip: test.skip },
  {
    features: ["login", "garbage", "oversized", "redirect", "exists", "down", "appointment"],
    async open({ timeoutMs }) {
      const storage = memoryStorage();
      const double = await startProvince(apiKey);
      const http = { privateHosts: ["127.0.0.1"], timeoutMs };
      const start = () => province({ url: double.url, apiKey, storage, http });
      const backend = start();
      return {
        ...double,
        backend,
        storage,
        secrets: [apiKey],
        async held({ code }) {
          const written = double.dossiers.get(code);
          return written && inOurWords(written);
        },
        restart: start,
        async close() {
          await backend.close();
          await double.stop();
          await storage.close();
        },
      };
    },
  },
);

function inOurWords({ trangThai, ngayHen, tienTrinh, records }: Written): HeldDossierRecord {
  return {
    status: codeOf(trangThai),
    ...(ngayHen === undefined ? {} : { appointment: instantOf(ngayHen) }),
    steps: tienTrinh.map((step) => ({ status: codeOf(step.trangThai), at: instantOf(step.luc) })),
    records,
  };
}

const codeOf = (word: string): number => stateWords.indexOf(word as (typeof stateWords)[number]) + 1;

function instantOf(text: string): number {
  const [, day, month, year, time] = /^(..)\/(..)\/(....) (.{8})$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${time}+07:00`);
}
