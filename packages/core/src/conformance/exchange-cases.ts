import type { ExchangeCase } from "./exchange-case.ts";
import { exchangePushCases } from "./exchange-push-cases.ts";
import { exchangeQuestionCases } from "./exchange-question-cases.ts";
import { exchangeTroubleCases } from "./exchange-trouble-cases.ts";

export const exchangeCases: readonly ExchangeCase[] = [
  ...exchangeQuestionCases,
  ...exchangePushCases,
  ...exchangeTroubleCases,
];
