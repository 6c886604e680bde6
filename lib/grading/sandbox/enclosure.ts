import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Bounds for one process of an answer. */
export interface Limits {
  /** Bytes of memory, of all its processes together. */
  readonly memory: number;
  /** Bytes it may write to stdout and stderr. */
  readonly output: number;
  /** Bytes of one file, and of the scratch folder where that can be bounded. */
  readonly disk: number;
  /** Processes beside its own. */
  readonly processes: number;
}

export const DEFAULT_LIMITS: Limits = { memory: 768 * 2 ** 20, output: 8 * 2 ** 20, disk: 64 * 2 ** 20, processes: 4 };

/** How answers are shut in on this machine. */
export interface Enclosure {
  readonly kind: "bubblewrap" | "permissions";
  /** What keeps answers in, and what does not, each a sentence for the instructor. */
  readonly protects: readonly string[];
  readonly lacks: readonly string[];
  /** The command that runs a script of Node in the enclosure. */
  command(
    script: string,
    scratch: string,
  ): { readonly file: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };
}

export interface EnclosureOptions {
  /** Folders and files that answers may read: the course's library and packages. */
  readonly readable: readonly string[];
  readonly limits?: Limits;
  /** False: not even if it is there. */
  readonly bubblewrap?: boolean;
}

/** Where the scratch folder stands inside bubblewrap. */
const SCRATCH = "/scratch";

/**
 * Finds the strongest enclosure that works here: bubblewrap, tried once, with Node's permission model inside it; else the
 * permission model alone.
 *
 * @param options.readable   what answers may read
 * @param options.limits     bounds; {@link DEFAULT_LIMITS} unless given
 * @param options.bubblewrap false to leave it out
 */
export async function findEnclosure({
  readable,
  limits = DEFAULT_LIMITS,
  bubblewrap = true,
}: EnclosureOptions): Promise<Enclosure> {
  const named = await outermost(readable);
  const prlimit = process.platform === "linux" ? await findProgram("prlimit") : undefined;
  const bwrap = bubblewrap && process.platform === "linux" ? await findProgram("bwrap") : undefined;
  if (bwrap !== undefined) {
    const enclosure = inBubblewrap(bwrap, prlimit, named, limits);
    if (await works(enclosure)) return enclosure;
  }
  return inPermissions(prlimit, named, limits, bwrap !== undefined);
}

function inBubblewrap(
  bwrap: string,
  prlimit: string | undefined,
  readable: readonly string[],
  limits: Limits,
): Enclosure {
  const system = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", path.dirname(path.dirname(process.execPath))];
  const binds = [...new Set([...system, ...readable.map((one) => one.replace(/[\\/]\*$/, ""))])].flatMap((one) => [
    "--ro-bind-try",
    one,
    one,
  ]);
  const alone = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"];
  const places = [
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--size",
    String(limits.disk),
    "--tmpfs",
    SCRATCH,
    "--chdir",
    SCRATCH,
  ];
  return {
    kind: "bubblewrap",
    protects: [
      "bubblewrap: answers see the course's library and packages, and no other file of this machine",
      "no network, no other process, a scratch folder that is gone afterwards",
      "Node's permission model inside it: no child process, no thread, no native add-on",
    ],
    lacks: prlimit === undefined ? ["prlimit is missing: memory is watched every 50 ms instead of bounded"] : [],
    command: (script) => {
      const inner = [process.execPath, ...nodeFlags(readable, SCRATCH, limits), script];
      const environment = Object.entries(answerEnvironment()).flatMap(([name, value]) => [
        "--setenv",
        name,
        value ?? "",
      ]);
      return limited(prlimit, limits, [bwrap, ...alone, ...environment, ...binds, ...places, "--", ...inner]);
    },
  };
}

function inPermissions(
  prlimit: string | undefined,
  readable: readonly string[],
  limits: Limits,
  refused: boolean,
): Enclosure {
  const why = refused
    ? "bubblewrap is here, but this machine does not let it make namespaces"
    : "bubblewrap (bwrap) is not installed";
  return {
    kind: "permissions",
    protects: [
      "Node's permission model: answers read the course's library and packages, write to a scratch folder, and start no process, thread or native add-on",
      "checks, solutions and other submissions are in another process and in folders that answers may not read",
    ],
    lacks: [
      `${why}: the network is NOT closed to answers, and a fault in Node's permission model would open this machine's files to them`,
      ...(prlimit === undefined
        ? ["prlimit is missing: memory is watched every 50 ms instead of bounded, files are not bounded"]
        : []),
    ],
    command: (script, scratch) =>
      limited(prlimit, limits, [process.execPath, ...nodeFlags(readable, scratch, limits), script]),
  };
}

/** `prlimit` bounds what a process may allocate and write to a file. It counts what is really writable, not what V8 reserves. */
function limited(
  prlimit: string | undefined,
  { memory, disk }: Limits,
  words: readonly string[],
): ReturnType<Enclosure["command"]> {
  const bounds = prlimit === undefined ? [] : [prlimit, `--data=${2 * memory}`, `--fsize=${disk}`, "--core=0", "--"];
  const [file, ...args] = [...bounds, ...words];
  return { file: file!, args, env: answerEnvironment() };
}

function nodeFlags(readable: readonly string[], scratch: string, { memory }: Limits): string[] {
  const permission = process.allowedNodeEnvironmentFlags.has("--permission")
    ? "--permission"
    : "--experimental-permission";
  const reads = [...readable, `${scratch}/*`].map((one) => `--allow-fs-read=${one}`);
  const heap = Math.floor(memory / 2 / 2 ** 20);
  return ["--no-warnings", `--max-old-space-size=${heap}`, permission, ...reads, `--allow-fs-write=${scratch}/*`];
}

/**
 * Paths as Node's permission model takes them: folders with a star, links and what they lead to, none inside another (on
 * which Node 20 stops with a failed assertion).
 */
async function outermost(paths: readonly string[]): Promise<string[]> {
  const both = await Promise.all(paths.map(async (one) => [path.resolve(one), await realpath(one).catch(() => "")]));
  const there = [...new Set(both.flat())].filter((one) => one !== "");
  const outer = there.filter((one) => !there.some((other) => other !== one && one.startsWith(`${other}${path.sep}`)));
  const kinds = await Promise.all(
    outer.map((one) =>
      stat(one).then(
        (about) => (about.isDirectory() ? [`${one}${path.sep}*`] : [one]),
        () => [],
      ),
    ),
  );
  return kinds.flat();
}

/** Nothing of the instructor's environment reaches an answer. */
const answerEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: "/usr/bin:/bin",
  HOME: "/nonexistent",
  LANG: "C.UTF-8",
  TZ: "UTC",
  CARTWRIGHT_THREADS: "1",
  CARTWRIGHT_DEVICE: "cpu",
});

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    if (
      folder !== "" &&
      (await access(file, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return file;
  }
  return undefined;
}

/** Whether a process really starts in it: inside containers namespaces are often forbidden. */
async function works(enclosure: Enclosure): Promise<boolean> {
  const { file, args, env } = enclosure.command(path.join(__dirname, "hello.js"), SCRATCH);
  try {
    const { stdout } = await promisify(execFile)(file, args, { env, timeout: 20_000 });
    return stdout === "hello";
  } catch {
    return false;
  }
}
