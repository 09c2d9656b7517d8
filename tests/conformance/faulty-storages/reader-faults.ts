import { type Commit, type Fault, patched } from "./fault.ts";

/** Faults in lists, searches, counts and pages. */
export const readerFaults: readonly Fault[] = [
  {
    name: "reader crossing offices",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        list: async (filter, page) => {
          const offices = [...new Set([filter.officeId, "office-1", "office-2"])] as Commit["officeId"][];
          const pages = await Promise.all(offices.map((officeId) => good.reader.list({ ...filter, officeId }, page)));
          return { ...pages[0], items: pages.flatMap(({ items }) => items) };
        },
      },
    })),
    caught: ["lists never cross offices"],
    alsoCaught: ["a count is the length of its list"],
  },
  {
    name: "search remembers what was erased",
    make: patched((good) => {
      const kept = new Map<string, { readonly tokens: string[] }>();
      return {
        commit: (group) => {
          for (const { dossierId, content } of group) {
            const known = kept.get(dossierId)?.tokens ?? [];
            kept.set(dossierId, { tokens: [...known, ...content.flatMap(({ searchTokens }) => searchTokens)] });
          }
          return good.commit(group);
        },
        reader: {
          ...good.reader,
          search: async ({ officeId, words }, page) => {
            const rows = await good.reader.list({ officeId, order: "id" }, { limit: 1000 });
            const holds = (id: string) => words.every((word) => kept.get(id)?.tokens.some((t) => t.startsWith(word)));
            const items = rows.items.filter((row) => holds(row.dossierId) && row.dossierId > (page.after ?? ""));
            const last = items[page.limit - 1];
            const next = items.length > page.limit && last !== undefined ? { next: last.dossierId } : {};
            return { items: items.slice(0, page.limit), ...next };
          },
        },
      };
    }),
    caught: ["erased content is found by no word"],
  },
  {
    name: "search of whole words only",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        search: async (query, page) => {
          const found = await good.reader.search(query, page);
          const whole = await Promise.all(
            found.items.map(async ({ dossierId }) => {
              const texts = await Promise.all(
                ["applicant", "phone"].map((kind) =>
                  good.loadContent({ contentId: `${dossierId}:${kind}`, version: 1 }),
                ),
              );
              const tokens = texts.flatMap((record) => record?.searchTokens ?? []);
              return query.words.every((word) => tokens.includes(word));
            }),
          );
          return { ...found, items: found.items.filter((_, i) => whole[i]) };
        },
      },
    })),
    caught: ["search finds dossiers by the beginning of every word, in one record or several"],
    alsoCaught: [
      "pages of a search follow the id, none lost and none twice",
      "search finds what ended as well, and later versions of a record beside earlier ones",
    ],
  },
  {
    name: "gauges count parked rows as due",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        gauges: async (at) => {
          const { parkedWakes, ...gauges } = await good.reader.gauges(at);
          return { ...gauges, parkedWakes, dueWakes: gauges.dueWakes + parkedWakes };
        },
      },
    })),
    caught: ["gauges tell what is open, due, waiting and parked, over all offices"],
  },
  {
    name: "pages by offset",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        list: async (filter, { after, limit }) => {
          if (after !== undefined && !/^\d+$/.test(after)) throw new TypeError("not a marker of this store");
          const all = await good.reader.list(filter, { limit: 1000 });
          const from = Number(after ?? 0);
          const items = all.items.slice(from, from + limit);
          return from + limit < all.items.length ? { items, next: String(from + limit) } : { items };
        },
      },
    })),
    caught: ["pages have neither gaps nor repeats while rows change"],
  },
  {
    name: "offices that are done are forgotten",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        offices: async (page) => {
          const { items, ...more } = await good.reader.offices(page);
          const open = await Promise.all(
            items.map(async (officeId) => (await good.reader.count({ officeId, phase: "open", order: "id" })) > 0),
          );
          return { ...more, items: items.filter((_, i) => open[i]) };
        },
      },
    })),
    caught: ["offices are listed once each, by id, whether their dossiers are open or ended"],
  },
];
