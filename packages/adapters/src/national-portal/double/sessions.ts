/** Sessions or tokens that are open. Deterministic names: they are worth nothing outside a test. */
export class Sessions {
  readonly #open = new Set<string>();
  #opened = 0;
  readonly username: string;
  readonly password: string;

  constructor(account: { readonly username: string; readonly password: string }) {
    this.username = account.username;
    this.password = account.password;
  }

  get opened(): number {
    return this.#opened;
  }

  login(username: unknown, password: unknown): string | undefined {
    if (username !== this.username || password !== this.password) return undefined;
    this.#opened += 1;
    const name = `session-${this.#opened}`;
    this.#open.add(name);
    return name;
  }

  knows(name: unknown): boolean {
    return typeof name === "string" && this.#open.has(name);
  }

  forget(name?: string): void {
    if (name === undefined) this.#open.clear();
    else this.#open.delete(name);
  }
}
