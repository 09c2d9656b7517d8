import { readFile } from "node:fs/promises";
import { AdapterError } from "@motcua/core";
import { parse } from "yaml";
import { type ChannelsFile, channelsSchema, type Secret } from "./schema.ts";

/**
 * Reads a YAML or JSON file that says through which channels messages go out.
 * @throws AdapterError `channels.malformed` with the place of the first fault; never with a value, which may be a secret
 */
export async function readChannels(file: string): Promise<ChannelsFile> {
  const text = await readFile(file, "utf8");
  let value: unknown;
  try {
    // JSON is YAML as well; some editors begin a file with a byte order mark.
    value = parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw malformed(file, "", "sai cú pháp", "does not parse");
  }
  const read = channelsSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...unknown.slice(0, 1)].map(String).join(".");
  if (unknown.length > 0) throw malformed(file, path, "trường lạ", "is not a known field");
  throw malformed(file, path, "thiếu hoặc sai giá trị", issue?.code === "custom" ? issue.message : "missing or wrong");
}

/** @throws AdapterError `channels.no_secret` when the environment has no such name */
export function secretOf(secret: Secret, environment: { readonly [name: string]: string | undefined }): string {
  if (typeof secret === "string") return secret;
  const value = environment[secret.env];
  if (value !== undefined && value !== "") return value;
  throw new AdapterError(
    "channels.no_secret",
    `môi trường thiếu ${secret.env} / the environment has no ${secret.env}`,
    { retry: "operator" },
  );
}

function malformed(file: string, path: string, vi: string, en: string): AdapterError {
  const where = path === "" ? file : `${file} ${path}`;
  return new AdapterError("channels.malformed", `${where}: ${vi} / ${where}: ${en}`, { retry: "operator" });
}
