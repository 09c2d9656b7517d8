import type { ExchangeCase } from "./exchange-case.ts";
import { exchangeQuestionCases } from "./exchange-question-cases.ts";
import { exchangeTroubleCases } from "./exchange-trouble-cases.ts";

export const exchangeCases: readonly ExchangeCase[] = [...exchangeQuestionCases, ...exchangeTroubleCases];
