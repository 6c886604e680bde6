import { randomUUID } from "node:crypto";

import type { MimeBundle } from "./mime-bundle";

/** How an output is addressed: `id` names it, `update` replaces what stands under that name. */
export interface DisplayOptions {
  readonly id?: string;
  readonly update?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What the course's kernel puts on `globalThis` as `cartwrightKernel`. */
interface CartwrightKernel {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  clear(wait?: boolean): void;
}

/** The stock tslab kernel's own way to send an output, set while it runs a cell. */
type TslabWriter = (
  content: { data: MimeBundle; metadata: object; transient: { display_id?: string | undefined } },
  update: boolean,
) => void;

/**
 * Where outputs go: `notebook` when a Jupyter kernel runs this process, else `terminal`.
 * This file is the only one that knows how either is reached.
 */
export function surface(): "notebook" | "terminal" {
  return cartwrightKernel() !== undefined || tslabWriter() !== undefined ? "notebook" : "terminal";
}

/**
 * Shows one output. In a notebook the whole bundle is sent; in a terminal its `text/plain` form is printed to stdout.
 *
 * @param bundle  the output; should hold `text/plain`, which is all that a terminal shows
 * @param options id and update let a later call replace this output; a terminal prints each one below the last
 */
export function showBundle(bundle: MimeBundle, options: DisplayOptions = {}): void {
  const kernel = cartwrightKernel();
  if (kernel !== undefined) {
    kernel.display(bundle, options);
    return;
  }
  const write = tslabWriter();
  if (write !== undefined) {
    const transient = options.id === undefined ? {} : { display_id: options.id };
    write({ data: bundle, metadata: options.metadata ?? {}, transient }, options.update ?? false);
    return;
  }
  process.stdout.write(`${String(bundle["text/plain"] ?? "")}\n`);
}

/** An output that can be replaced in place: each call shows a bundle where the first one stood. */
export function replaceableOutput(): (bundle: MimeBundle) => void {
  const id = randomUUID();
  let shown = false;
  return (bundle) => {
    showBundle(bundle, { id, update: shown });
    shown = true;
  };
}

function cartwrightKernel(): CartwrightKernel | undefined {
  return (globalThis as { cartwrightKernel?: CartwrightKernel }).cartwrightKernel;
}

/**
 * tslab keeps its writer in its module `dist/jupyter`. Looking among the modules already loaded finds the kernel that
 * really runs, also one installed elsewhere, and never takes an installed but idle tslab for a running one.
 */
function tslabWriter(): TslabWriter | undefined {
  const path = Object.keys(require.cache).find((name) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(name));
  if (path === undefined) return undefined;
  const loaded = require.cache[path]?.exports as { lastWriteDisplayData?: TslabWriter | null } | undefined;
  return loaded?.lastWriteDisplayData ?? undefined;
}
