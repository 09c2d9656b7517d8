/** Plain data as it stands in a file. */
type Data = { readonly [key: string]: unknown };

const isMap = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);

/** What an entry of a list is called: `id`, else the procedure it is or belongs to. */
function nameOf(entry: unknown): string | undefined {
  if (!isMap(entry)) return undefined;
  const name = entry.id ?? entry.code ?? entry.procedure;
  return typeof name === "string" ? name : undefined;
}

const isNamed = (list: readonly unknown[]): boolean =>
  list.length > 0 && list.every((entry) => nameOf(entry) !== undefined);

/**
 * A variant over its base: what the variant says, and the rest from the base. Maps are merged key by key, `null` takes a key
 * away. Lists of entries with a name (`id`, `code` or `procedure`) are merged name by name, new names at the end; such a list may also
 * be written as a map from names to changes, where `null` takes an entry away. Other lists are replaced. What decides a kind
 * (a map with `kind`, or the length of a run) is replaced as a whole: half of one kind and half of another is neither.
 */
export function mergeScenario(base: unknown, variant: unknown): unknown {
  if (Array.isArray(base) && isNamed(base)) {
    if (Array.isArray(variant) && (variant.length === 0 || isNamed(variant))) return mergeLists(base, variant);
    if (isMap(variant)) return mergeByName(base, variant);
  }
  if (!isMap(base) || !isMap(variant)) return withoutNulls(variant);
  if (base.kind !== undefined && variant.kind !== undefined && base.kind !== variant.kind) return withoutNulls(variant);
  const merged: { [key: string]: unknown } = { ...base };
  for (const [key, value] of Object.entries(variant))
    if (value === null) delete merged[key];
    else merged[key] = key === "length" ? value : mergeScenario(base[key], value);
  return merged;
}

/** Where there is nothing to take away, a `null` says nothing. */
const withoutNulls = (value: unknown): unknown =>
  isMap(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => inner !== null)
          .map(([key, inner]) => [key, withoutNulls(inner)]),
      )
    : value;

function mergeLists(base: readonly unknown[], variant: readonly unknown[]): readonly unknown[] {
  if (variant.length === 0) return [];
  const changes = new Map(variant.map((entry) => [nameOf(entry) as string, entry]));
  const names = new Set(base.map(nameOf));
  return [
    ...base.map((entry) => {
      const change = changes.get(nameOf(entry) as string);
      return change === undefined ? entry : mergeScenario(entry, change);
    }),
    ...variant.filter((entry) => !names.has(nameOf(entry) as string)),
  ];
}

function mergeByName(base: readonly unknown[], changes: Data): readonly unknown[] {
  const names = new Set(base.map(nameOf));
  const added = Object.entries(changes).filter(([name, change]) => !names.has(name) && isMap(change));
  return [
    ...base.flatMap((entry) => {
      const name = nameOf(entry) as string;
      if (!Object.hasOwn(changes, name)) return [entry];
      return changes[name] === null ? [] : [mergeScenario(entry, changes[name])];
    }),
    ...added.map(([name, change]) => ({ id: name, ...(change as Data) })),
  ];
}
