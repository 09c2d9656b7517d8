import { pathToFileURL } from "node:url";
import {
  type NationalPortal,
  type NationalPortalOptions,
  nationalPortal,
  type PortalConnection,
} from "@motcua/adapters/national-portal";
import type { Storage } from "@motcua/core";
import type { PortalConfig } from "./config.ts";

/** The portal as a configuration says. Nothing is called yet. */
export async function openPortal(storage: Storage, config: PortalConfig): Promise<NationalPortal> {
  const { profile, offices, privateHosts, timeoutMs, ca } = config;
  return nationalPortal({
    profile,
    storage,
    connection: config.connection as unknown as PortalConnection,
    offices,
    privateHosts,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(await factsFrom(config.facts)),
  });
}

/** What the office's own programs tell beside the events: without it a comparison would find its papers and fees missing. */
async function factsFrom(module: string | undefined): Promise<Pick<NationalPortalOptions, "factsOf" | "personOf">> {
  if (module === undefined) return {};
  const { factsOf, personOf } = (await import(pathToFileURL(module).href)) as NationalPortalOptions;
  return { ...(factsOf === undefined ? {} : { factsOf }), ...(personOf === undefined ? {} : { personOf }) };
}
