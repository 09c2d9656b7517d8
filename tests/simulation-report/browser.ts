import chromium from "@sparticuz/chromium";
import { type Browser, chromium as driver } from "playwright-core";

/** Web security stays on: the report's own policy is what is tested. Root may not have a sandbox. */
const args = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"];

/** Starts the browser that comes with the tests, or says why it cannot be started here. */
export async function startBrowser(): Promise<{ readonly browser: Browser } | { readonly why: string }> {
  try {
    const executablePath = await chromium.executablePath();
    return { browser: await driver.launch({ executablePath, args, headless: true }) };
  } catch (error) {
    const [first = ""] = String(error instanceof Error ? error.message : error).split("\n");
    return { why: `no browser starts here: ${first}` };
  }
}
