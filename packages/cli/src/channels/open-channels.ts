import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { smsNotifier } from "@motcua/adapters/sms";
import { webhook } from "@motcua/adapters/webhook";
import {
  AdapterError,
  audiences,
  type CheckedMessages,
  checkMessages,
  citizenMessages,
  compileCalendar,
  compileOfficeTime,
  type Deliver,
  type LaneOptions,
  type Notifier,
  type OfficeTime,
  readLaneName,
  type Storage,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { parse } from "yaml";
import { loadDriver } from "../database.ts";
import { templatesOver } from "../message-templates.ts";
import { readChannels, secretOf } from "./read-channels.ts";
import type { Channel, ChannelsFile, EmailChannel, SmsChannel, WebhookChannel } from "./schema.ts";

/** Channels that are ready to take what a worker delivers. */
export interface OpenChannels {
  /** Lanes served by them, and the plain lane of every audience that has none: what is decided for those waits. */
  readonly lanes: readonly string[];
  /** Opening hours for lanes that keep working time. */
  readonly time: OfficeTime;
  deliver(storage: Storage): { readonly [lane: string]: LaneOptions };
  close(): Promise<void>;
}
type Environment = { readonly [name: string]: string | undefined };

/** @throws AdapterError `channels.*`, `webhook.bad_secret`: before anything is claimed */
export async function openChannels(file: string, environment: Environment): Promise<OpenChannels> {
  const read = await readChannels(file);
  const messages = await messagesOf(file, read);
  const notifiers: Notifier[] = [];
  const hooks = new Map<string, ReturnType<typeof webhook>>();
  for (const [lane, channel] of Object.entries(read.channels)) {
    if (channel.by === "webhook") hooks.set(lane, hookOf(channel, environment));
    else if (channel.by === "smtp") notifiers.push(await mailOf(channel, environment));
    else notifiers.push(smsOf(channel, environment));
  }
  const named = Object.keys(read.channels);
  const reached = new Set(named.map((lane) => audienceOf(lane)));
  const { calendar, hours } = vietnamLaw();
  const { office, hotline, link, reasons } = read;
  return {
    lanes: [...named, ...audiences.filter((audience) => !reached.has(audience))],
    time: compileOfficeTime(compileCalendar(calendar), hours),
    deliver(storage) {
      const worded = citizenMessages({
        storage,
        notifiers,
        messages,
        office,
        ...(hotline === undefined ? {} : { hotline }),
        ...(link === undefined ? {} : { link: (ref: string) => link.replaceAll("{ref}", encodeURIComponent(ref)) }),
        ...(reasons === undefined ? {} : { reasons }),
      });
      const lanes: { [lane: string]: LaneOptions } = {};
      for (const [lane, channel] of Object.entries(read.channels)) {
        const send = hooks.get(lane)?.deliver ?? worded[lane];
        if (send !== undefined) lanes[lane] = laneOf(channel, send);
      }
      return lanes;
    },
    async close() {
      for (const notifier of notifiers) await notifier.close();
      for (const hook of hooks.values()) hook.close();
    },
  };
}

function audienceOf(lane: string): string | undefined {
  const read = readLaneName(lane);
  return read.ok ? read.value.audience : undefined;
}

const hourMs = 3_600_000;

const laneOf = (channel: Channel, send: Deliver): LaneOptions => ({
  send,
  ...(channel.backend === undefined ? {} : { backend: channel.backend }),
  ...(channel.quietHours === undefined ? {} : { quietHours: channel.quietHours }),
  ...(channel.workingTimeOnly === undefined ? {} : { workingTimeOnly: channel.workingTimeOnly }),
  ...(channel.expiresAfterHours === undefined
    ? {}
    : {
        expiresAfterMs: Object.fromEntries(
          Object.entries(channel.expiresAfterHours).map(([kind, hours]) => [kind, hours * hourMs]),
        ),
      }),
});

async function messagesOf(file: string, { templates, smsAccents }: ChannelsFile): Promise<CheckedMessages> {
  const changes =
    templates === undefined ? {} : (parse(await readFile(resolve(dirname(file), templates), "utf8")) as unknown);
  const checked = checkMessages(templatesOver(changes), smsAccents === undefined ? {} : { smsAccents });
  if (checked.ok) return checked.value;
  const [first] = checked.error;
  throw new AdapterError(
    "channels.bad_templates",
    `mẫu tin có lỗi ở ${first?.path}: ${first?.text.vi} / faulty templates, ${first?.path}: ${first?.text.en}`,
    { retry: "operator" },
  );
}

/** Loaded only where mail is sent: its driver is an optional package. */
async function mailOf({ password, ...channel }: EmailChannel, environment: Environment): Promise<Notifier> {
  const { emailNotifier } = await loadDriver(() => import("@motcua/adapters/email"), "nodemailer");
  const { host, port, from } = channel;
  return emailNotifier({
    host,
    port,
    from,
    ...present(channel, ["secure", "tls", "ca", "user", "replyTo", "timeoutMs"]),
    ...(password === undefined ? {} : { password: secretOf(password, environment) }),
  });
}

function smsOf(channel: SmsChannel, environment: Environment): Notifier {
  const { url, sender, applicationTitle, token } = channel;
  return smsNotifier({
    url,
    sender,
    applicationTitle,
    token: secretOf(token, environment),
    http: present(channel, ["privateHosts", "timeoutMs"]),
    ...present(channel, ["tokenHeader", "success"]),
  });
}

function hookOf(channel: WebhookChannel, environment: Environment): ReturnType<typeof webhook> {
  return webhook({
    url: channel.url,
    secrets: channel.secrets.map((secret) => secretOf(secret, environment)),
    source: channel.source,
    http: present(channel, ["privateHosts", "timeoutMs"]),
    ...present(channel, ["typePrefix"]),
  });
}

/** Of these fields, those that were said. */
function present<Fields extends object, Name extends keyof Fields>(
  fields: Fields,
  names: readonly Name[],
): { [name in Name]?: Exclude<Fields[name], undefined> } {
  const said: { [name in Name]?: Exclude<Fields[name], undefined> } = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) said[name] = value as Exclude<Fields[Name], undefined>;
  }
  return said;
}
