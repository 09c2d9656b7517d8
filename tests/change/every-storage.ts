import type { Storage } from "@motcua/core";
import { storages } from "../engine/engine-kit.ts";
import { usePostgres } from "../postgres/postgres-kit.ts";

export interface StorageOfTest {
  readonly name: string;
  /** Empty, and closed after the test. */
  readonly open: () => Promise<Storage>;
}

/** Every kind of storage whose dossiers have to change with the law; starts the server that a test file needs. */
export function everyStorage(): readonly StorageOfTest[] {
  const postgres = usePostgres({ fsync: "off" });
  return [
    ...storages.map(({ name, open }) => ({ name, open: async () => open() })),
    { name: "postgres", open: () => postgres.open() },
  ];
}
