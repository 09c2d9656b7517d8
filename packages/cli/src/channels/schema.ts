import { audiences, messageKinds, readLaneName } from "@motcua/core";
import { z } from "zod";

/** In the file as it stands, or `{ env: NAME }`: taken from the environment, where secrets belong. */
const secret = z.union([z.string().min(1), z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) })]);
export type Secret = z.infer<typeof secret>;

const wordings = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });
const hour = z.int().min(0).max(23);
const url = z.url({ protocol: /^https?$/ });
const timeoutMs = z.int().min(100).max(600_000).optional();

/** What every lane may say of when it goes out. */
const when = {
  backend: z.string().optional(),
  quietHours: z.strictObject({ fromHour: hour, toHour: hour }).optional(),
  workingTimeOnly: z.boolean().optional(),
  expiresAfterHours: z.record(z.string(), z.int().min(1).max(100_000)).optional(),
};

/** Over HTTP: hosts inside the house that may be called, and how long a call may take. */
const http = { privateHosts: z.array(z.string().min(1)).optional(), timeoutMs };

const email = z.strictObject({
  by: z.literal("smtp"),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  secure: z.boolean().optional(),
  tls: z.enum(["required", "optional"]).optional(),
  ca: z.string().optional(),
  user: z.string().optional(),
  password: secret.optional(),
  from: z.string().regex(/@/),
  replyTo: z.string().optional(),
  timeoutMs,
  ...when,
});

const sms = z.strictObject({
  by: z.literal("sms-gateway"),
  url,
  token: secret,
  tokenHeader: z.string().optional(),
  sender: z.string().min(1),
  applicationTitle: z.string().min(1),
  success: z.string().optional(),
  ...http,
  ...when,
});

const hook = z.strictObject({
  by: z.literal("webhook"),
  url,
  secrets: z.array(secret).min(1),
  source: z.string().min(1),
  typePrefix: z.string().optional(),
  ...http,
  ...when,
});

export type EmailChannel = z.infer<typeof email>;
export type SmsChannel = z.infer<typeof sms>;
export type WebhookChannel = z.infer<typeof hook>;
const channel = z.discriminatedUnion("by", [email, sms, hook]);
export type Channel = z.infer<typeof channel>;

/** Mail and SMS word the messages of citizens; a webhook takes any audience's as they are. */
const laneOf: { readonly [by in Channel["by"]]?: string } = { smtp: "citizen/email", "sms-gateway": "citizen/sms" };

export const channelsSchema = z
  .strictObject({
    office: wordings,
    hotline: z.string().optional(),
    link: z.string().includes("{ref}").optional(),
    reasons: z.record(z.string(), wordings).optional(),
    templates: z.string().min(1).optional(),
    smsAccents: z.enum(["keep", "strip"]).optional(),
    channels: z.record(z.string(), channel),
  })
  .check(({ value, issues }) => {
    for (const [lane, { by, expiresAfterHours = {} }] of Object.entries(value.channels)) {
      const only = laneOf[by];
      const path = ["channels", lane];
      if (!readLaneName(lane).ok)
        issues.push({ code: "custom", input: lane, path, message: `a lane: ${audiences.join(", ")}, with a channel` });
      else if (only !== undefined && lane !== only)
        issues.push({ code: "custom", input: lane, path, message: `${by} serves ${only}` });
      for (const kind of Object.keys(expiresAfterHours))
        if (lane.startsWith("citizen") && !Object.hasOwn(messageKinds, kind))
          issues.push({ code: "custom", input: kind, path: [...path, "expiresAfterHours"], message: "unknown kind" });
    }
  });
export type ChannelsFile = z.infer<typeof channelsSchema>;
