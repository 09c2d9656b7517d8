import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { emailNotifier } from "@motcua/adapters/email";
import { smsNotifier } from "@motcua/adapters/sms";
import { zaloNotifier } from "@motcua/adapters/zalo";
import type { Notifier } from "@motcua/core";
import type { NotifierFeature, NotifierHarness, NotifierTrouble, TakenMessage } from "@motcua/core/conformance";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { type GatewayDialect, startGatewayDouble } from "../../packages/examples/custom-adapter/src/gateway-double.ts";

const token = "t0ken-of-the-office";
const byHttp: readonly NotifierFeature[] = ["login", "garbage", "oversized", "drip", "redirect", "down", "wait"];

/** A notifier that speaks HTTP, before a gateway of its dialect. */
export const httpHarness = (
  dialect: GatewayDialect,
  features: readonly NotifierFeature[],
  make: (url: string, http: { readonly privateHosts: readonly string[]; readonly timeoutMs: number }) => Notifier,
): NotifierHarness => ({
  features,
  async open({ timeoutMs }) {
    const double = await startGatewayDouble(dialect);
    const notifier = make(double.url, { privateHosts: ["127.0.0.1"], timeoutMs });
    const { stranger } = dialect;
    return {
      ...double,
      notifier,
      secrets: [token],
      ...(stranger === undefined ? {} : { stranger }),
      async close() {
        await notifier.close();
        await double.close();
      },
    };
  },
});

const smsDialect: GatewayDialect = {
  read: ({ receiver, content }) => ({ to: [String(receiver)], text: String(content) }),
  done: { result: "SUCCESSFUL", messageId: "m-1" },
  refused: ({ to, text }) => [200, { result: "FAILED", message: `${text} to ${to.join()}` }],
  token,
  tokenHeader: "authorization",
};
export const smsHarness = httpHarness(smsDialect, byHttp, (url, http) =>
  smsNotifier({ url, token, sender: "UBNDCODO", applicationTitle: "Một cửa xã Cờ Đỏ", http }),
);

const stranger = "0900000404";
const zaloDialect: GatewayDialect = {
  read: ({ phone, text }) => ({ to: [String(phone)], text: String(text) }),
  done: { error: 0 },
  refused: ({ to, text }) => [200, { error: -216, message: `${text} to ${to.join()}` }],
  token,
  tokenHeader: "access_token",
  stranger,
};
export const zaloHarness = httpHarness(zaloDialect, [...byHttp, "stranger"], (url, http) =>
  zaloNotifier({
    url,
    token,
    tokenHeader: "access_token",
    form: "text",
    followers: { find: async (phone) => ({ userId: `u-${phone}`, follows: phone !== stranger }) },
    http,
  }),
);

/** Mail through a real SMTP server, read back by a parser of its own. SMTP has no keys: the Message-ID is one, and nobody
 *  but the reader looks at it. */
export const emailHarness: NotifierHarness = {
  features: ["keys", "down", "login"],
  async open({ timeoutMs }) {
    const server = await mailDouble();
    const from = "UBND xã Cờ Đỏ <motcua@codo.example>";
    const login = { user: "motcua", password: token };
    const notifier = emailNotifier({
      host: "127.0.0.1",
      port: server.port,
      tls: "optional",
      from,
      timeoutMs,
      ...login,
    });
    return {
      ...server,
      notifier,
      secrets: [token],
      async close() {
        await notifier.close();
        await server.close();
      },
    };
  },
};

async function mailDouble() {
  const mails: TakenMessage[] = [];
  const next: NotifierTrouble[] = [];
  let arrived = 0;
  let refuseLogin = false;
  const say = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
  const hang = new WeakSet<object>();
  const listen = (port: number): Promise<SMTPServer> => {
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      authMethods: ["PLAIN"],
      allowInsecureAuth: true,
      logger: false,
      closeTimeout: 50,
      onAuth({ username }, _, done) {
        // Counted as arrived: nothing of the message itself is told to who may not log in.
        const refused = refuseLogin;
        refuseLogin = false;
        if (refused) done(say(535, "who are you"));
        else done(null, { user: username ?? "" });
      },
      onRcptTo({ address }, session, done) {
        arrived += 1;
        const kind = next.shift();
        if (kind === "refuse") return done(say(550, `<${address}> is not wanted here`));
        if (kind === "busy") return done(say(451, `<${address}> must wait`));
        if (kind === "hang-before") return;
        if (kind === "hang-after") hang.add(session.envelope);
        done();
      },
      onData(stream, { envelope }, done) {
        const parts: Buffer[] = [];
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          simpleParser(Readable.from([Buffer.concat(parts)])).then((mail) => {
            const shown = [mail.to, mail.cc, mail.bcc].flat().flatMap((one) => one?.value ?? []);
            const all = new Set([...to, ...shown.map(({ address }) => address ?? "")]);
            mails.push({ to: [...all], text: mail.text ?? "", key: mail.messageId ?? "" });
            if (!hang.has(envelope)) done();
          }, done);
        });
      },
    });
    server.on("error", () => {});
    return new Promise((done) => void server.listen(port, "127.0.0.1", () => done(server)));
  };
  let server = await listen(0);
  const { port } = server.server.address() as AddressInfo;
  const stop = (): Promise<void> => new Promise((done) => void server.close(() => done()));
  let up = true;
  return {
    port,
    taken: async () => [...mails],
    arrived: () => arrived,
    async trouble(kind: NotifierTrouble, times = 1) {
      if (kind === "login") refuseLogin = true;
      else if (kind === "down") {
        up = false;
        await stop();
      } else next.push(...Array.from({ length: times }, () => kind));
    },
    async well() {
      next.length = 0;
      if (!up) server = await listen(port);
      up = true;
    },
    async close() {
      if (up) await stop();
    },
  };
}
