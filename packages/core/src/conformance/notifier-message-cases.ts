import { isErrorCode } from "../ports/attributes.ts";
import type { Notification } from "../ports/notifier.ts";
import { check, present, same } from "./check.ts";
import type { NotifierCase, TakenMessage } from "./notifier-case.ts";
import { aCall, aNotification, delivered, everyone, reached, send, words } from "./notifier-samples.ts";

/** The one message over there, and that it says what it should. */
function saysAsWorded(taken: readonly TakenMessage[], { address, rendered }: Notification): void {
  same(
    taken.map(({ to }) => to),
    [[address]],
    "whom it went to",
  );
  const found = words(present(taken[0], "the message").text);
  const wanted = [rendered.text, rendered.short].map(words);
  check(wanted.includes(found), `its words are those of \`text\` or of \`short\`, not: ${found.slice(0, 300)}`);
}

/** What ends a string, a line, a tag or a template of careless makers. */
const evil = `Ông "Hai" {name} </p>\\u0041 %0A&x=1\r\nBcc: other@example.vn\r\n\r\n.\r\nđến 'một cửa'; --`;

const noAddresses: { readonly [channel in Notification["channel"]]: readonly string[] } = {
  email: [
    "",
    "dao",
    "dao@example.vn, other@example.vn",
    "dao@example.vn\r\nBcc: other@example.vn",
    "Đào <dao@example.vn>",
  ],
  sms: ["", "113", "0912310001,0912310002", "0912310001\r\n", "+", "dao@example.vn"],
  zalo: ["", "113", "0912310001,0912310002", "0912310001\r\n", "+", "dao@example.vn"],
};

export const notifierMessageCases: readonly NotifierCase[] = [
  {
    name: "it has a channel at least, and those it names are known",
    run: async ({ notifier }) => {
      const unknown = [...notifier.channels].filter((channel) => !["email", "sms", "zalo"].includes(channel));
      same(unknown, [], "unknown channels");
      check(notifier.channels.size > 0, "it has a channel");
    },
  },
  {
    name: "a message arrives on each of its channels, at its address and in its words",
    run: async (bench) => {
      for (const [index, channel] of [...bench.notifier.channels].entries()) {
        await delivered(bench, index + 1, { channel });
        const taken = await bench.taken();
        same(taken.length, index + 1, `messages after the one of ${channel}`);
        saysAsWorded(taken.slice(index), aNotification(bench, index + 1, { channel }));
      }
    },
  },
  {
    name: "words arrive as they are, whatever signs are in them, and reach nobody else",
    run: async (bench) => {
      const { rendered } = aNotification(bench);
      const over = { rendered: { ...rendered, subject: evil, text: evil, short: evil, status: evil } };
      await delivered(bench, 1, over);
      saysAsWorded(await bench.taken(), aNotification(bench, 1, over));
    },
  },
  {
    name: "an address that is none is skipped with a code, and nothing is sent",
    run: async (bench) => {
      const { channel } = aNotification(bench);
      for (const address of noAddresses[channel]) {
        const answer = await send(bench, 1, { address });
        check(
          "skipped" in answer && isErrorCode(answer.skipped),
          `${JSON.stringify(address)} is skipped with a code of dotted words`,
        );
      }
      same(bench.arrived(), 0, "messages that reached the other side");
    },
  },
  {
    name: "who is not reached on the channel is skipped with a code, and others are reached",
    needs: "stranger",
    run: async (bench) => {
      const answer = await send(bench, 1, { address: present(bench.stranger, "`stranger` of the bench") });
      check("skipped" in answer && isErrorCode(answer.skipped), "the stranger is skipped with a code of dotted words");
      await delivered(bench, 2);
      same(reached(await bench.taken()), everyone(bench, 2), "whom messages went to");
    },
  },
  {
    name: "two messages to one person are two",
    run: async (bench) => {
      const { address } = aNotification(bench, 1);
      await delivered(bench, 1, { address });
      await delivered(bench, 2, { address });
      same(reached(await bench.taken()), [address, address], "whom messages went to");
    },
  },
  {
    name: "what the other side calls a message is a short text or is left out",
    run: async (bench) => {
      const answer: object = await send(bench);
      if (!("providerRef" in answer)) return;
      const { providerRef } = answer;
      check(
        typeof providerRef === "string" && providerRef !== "" && providerRef.length <= 200,
        "`providerRef` is a short text",
      );
      check(!providerRef.includes(aNotification(bench).address), "`providerRef` has no address in it");
    },
  },
  {
    name: "a message goes out under one key however often it is sent, and another under another",
    needs: "keys",
    run: async (bench) => {
      await delivered(bench, 1);
      await bench.trouble("busy");
      await send(bench, 2).catch(() => undefined);
      await delivered(bench, 2);
      await send(bench, 2).catch(() => undefined);
      const keys = (await bench.taken()).map(({ key }) => present(key, "the key of a message"));
      check(keys.length >= 2, "both messages are there");
      same(new Set(keys).size, 2, "different keys of two messages, one of them sent again");
    },
  },
  {
    name: "what goes out again after an unknown outcome is handed on once",
    needs: "once",
    timeoutMs: 1_000,
    run: async (bench) => {
      await bench.trouble("hang-after");
      await send(bench).catch(() => undefined);
      await delivered(bench);
      await delivered(bench, 2);
      same(reached(await bench.taken()), everyone(bench, 1, 2), "whom messages went to");
    },
  },
  {
    name: "a key that the other side has already is a message delivered",
    needs: "duplicate",
    run: async (bench) => {
      await delivered(bench);
      await bench.trouble("duplicate");
      const answer = await send(bench, 1, {}, aCall(1));
      check(!("skipped" in answer), "it is delivered and not skipped");
      same((await bench.taken()).length, 1, "messages");
    },
  },
];
