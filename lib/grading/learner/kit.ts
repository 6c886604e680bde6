/** What an exercise notebook carries, so that it can be checked offline and without its solution. */
export interface Kit {
  readonly format: 1;
  readonly chapter: string;
  readonly title: string;
  readonly questions: readonly KitQuestion[];
}

/** A kit as a notebook's metadata hold it: each question as JSON text. */
export type WrittenKit = Omit<Kit, "questions"> & { readonly questions: readonly string[] };

export interface KitQuestion {
  readonly id: string;
  readonly title: string;
  readonly max: number;
  readonly hints: readonly string[];
  readonly checks: readonly KitCheck[];
  /** What to tell whoever makes a known mistake, by its name. */
  readonly messages: Readonly<Record<string, string>>;
}

interface KitCheckOf {
  readonly title: string;
  readonly points: number;
  readonly name: string;
}

/** Calls with recorded inputs, the smallest first. Values are as `encodeValue` writes them. */
export interface KitCalls extends KitCheckOf {
  readonly kind: "calls";
  readonly tolerance: number;
  readonly trials: readonly { readonly args: readonly unknown[]; readonly right: unknown }[];
  /** What each known mistake gives on these inputs: `[value]`, `"error"`, or 0 where it is right. */
  readonly mistakes: Readonly<Record<string, readonly (readonly [unknown] | "error" | 0)[]>>;
}

/** One value, kept as a salted hash; known wrong values likewise. */
export interface KitValue extends KitCheckOf {
  readonly kind: "value";
  readonly salt: string;
  /** 0 for everything that is compared exactly. */
  readonly tolerance: number;
  readonly hash: string;
  readonly options?: readonly unknown[];
  readonly mistakes: Readonly<Record<string, string>>;
}

/** A check that only the grader can make, or a person. */
export interface KitLater extends KitCheckOf {
  readonly kind: "later";
  readonly by?: "person";
}

export type KitCheck = KitCalls | KitValue | KitLater;
