import { AdapterError } from "../shared/core.ts";
import type { PortalProfile } from "./profile.ts";

/** Told of every text that was cut, by the field's name; never the text itself. */
export type OnShortened = (field: string, length: number, max: number) => void;

/**
 * Holds texts to the lengths of the profile, at every depth.
 * @throws AdapterError `portal.too_long` where the profile says so
 */
export function fitted<Wire extends { readonly [field: string]: unknown }>(
  profile: PortalProfile,
  wire: Wire,
  onShortened: OnShortened,
): Wire {
  const entries = Object.entries(wire).map(([field, value]) => [field, fit(profile, field, value, onShortened)]);
  return Object.fromEntries(entries) as Wire;
}

function fit(profile: PortalProfile, field: string, value: unknown, onShortened: OnShortened): unknown {
  if (Array.isArray(value)) return value.map((item) => fit(profile, field, item, onShortened));
  if (typeof value === "object" && value !== null)
    return fitted(profile, value as { readonly [field: string]: unknown }, onShortened);
  if (typeof value !== "string") return value;
  const rule = profile.lengths[field];
  if (rule === undefined || value.length <= rule.max) return value;
  if (rule.over === "refuse")
    throw new AdapterError(
      "portal.too_long",
      `${field} has ${value.length} characters; the portal takes ${rule.max}, and the profile cuts nothing.`,
      { retry: "operator" },
    );
  onShortened(field, value.length, rule.max);
  return cut(value, rule.max);
}

/** Never through the middle of a character. */
function cut(text: string, max: number): string {
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
