import fs from "node:fs";
import path from "node:path";
import { explainFailure, run } from "../setup/run.mjs";
import { say, SetupError } from "../setup/say.mjs";
import { download, keepIfRight, sha256OfFile, Unreachable } from "./download.mjs";

const again = "npm run device:native";

/**
 * Fetches the wheel of one pinned package from the package index that the user's pip is set up for: pip says where the
 * wheel lies, and we fetch it so that a cut connection goes on where it broke. Where only pip can reach the index (a
 * proxy, a password, an old pip that does not tell addresses) it fetches the wheel itself.
 *
 * @param {object} pinned of wheels.json: package, version, platforms, wheels by Python version
 * @param {string} folder where the wheel is put; one that lies there already and is right is taken
 * @param {string[]} pip  command line of pip
 * @param {string} python its Python version, "3.11": the wheel for it is preferred, any of them does
 * @returns {Promise<{file: string, sha256: string}>}
 */
export async function fetchWheel(pinned, folder, pip, python) {
  fs.mkdirSync(folder, { recursive: true });
  const choices = inOrder(pinned.wheels, python);
  for (const choice of choices) {
    const file = wheelFile(folder, pinned, choice);
    if (fs.existsSync(file) && (await sha256OfFile(file)) === choice.sha256) return { file, sha256: choice.sha256 };
  }
  let trouble = "";
  for (const choice of choices) {
    const file = wheelFile(folder, pinned, choice);
    const found = await askAddress(pip, pinned, choice, folder);
    if (found.address !== undefined) {
      try {
        await download(found.address, file, { ...choice, onBytes: progress(pinned, choice) });
        return { file, sha256: choice.sha256 };
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        say(`${pinned.package}: not reachable from Node (${error.message}); leaving it to pip`);
      }
    } else if (isAbsent(found.output)) {
      trouble = found.output;
      continue; // the index has the package, but not for this Python version
    }
    await fetchWithPip(pip, pinned, choice, file);
    return { file, sha256: choice.sha256 };
  }
  throw explainFailure(`${pinned.package} ${pinned.version}`, trouble, again);
}

/** The wheel for the user's own Python first: a mirror or cache of theirs has it most likely. */
function inOrder(wheels, python) {
  const choices = Object.entries(wheels).map(([version, wheel]) => ({ python: version, ...wheel }));
  return choices.sort((a, b) => Number(b.python === python) - Number(a.python === python));
}

const wheelFile = (folder, { package: name, version }, { python }) =>
  path.join(folder, `${name}-${version}-${python}.whl`);

/** pip's words for a wheel of that Python version and these systems, whatever pip itself runs on. */
function wheelWords({ platforms }, { python }) {
  const number = python === "any" ? "3.12" : python;
  const abis = [`cp${number.replace(".", "")}`, ...(python === "any" ? ["none"] : [])];
  return [
    ...["--no-deps", "--only-binary=:all:", "--implementation", "cp", "--python-version", number],
    ...abis.flatMap((abi) => ["--abi", abi]),
    ...platforms.flatMap((platform) => ["--platform", platform]),
    ...["--disable-pip-version-check", "--no-input"],
  ];
}

/**
 * Where pip would take the wheel from; without an address, what pip said. The checksum is left out of the question: with
 * one, pip would fetch the whole wheel to answer.
 */
async function askAddress(pip, pinned, choice, folder) {
  const report = path.join(folder, "report.json");
  fs.rmSync(report, { force: true });
  const { code, output } = await run(
    pip[0],
    [
      ...pip.slice(1),
      ...["install", "--dry-run", "--ignore-installed", "--target", folder, "--report", report],
      "--use-feature=fast-deps", // where the index does not serve metadata apart, they are read out of the wheel
      ...wheelWords(pinned, choice),
      `${pinned.package}==${pinned.version}`,
    ],
    { quiet: true },
  );
  if (code !== 0 || !fs.existsSync(report)) return { output };
  const { url, archive_info: facts } = JSON.parse(fs.readFileSync(report, "utf8")).install[0].download_info;
  fs.rmSync(report, { force: true });
  const told = facts?.hashes?.sha256 ?? choice.sha256;
  return told === choice.sha256 ? { address: url, output } : { output };
}

const isAbsent = (output) => /No matching distribution found/.test(output);

/** Lets pip fetch the wheel, of which it too checks the pinned checksum. */
async function fetchWithPip(pip, pinned, choice, file) {
  const work = `${file}.pip`;
  const what = `${pinned.package} ${pinned.version}`;
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work);
  try {
    const wish = path.join(work, "requirements.txt");
    fs.writeFileSync(wish, `${pinned.package}==${pinned.version} --hash=sha256:${choice.sha256}\n`);
    const words = ["download", "--dest", work, "--require-hashes", "-r", wish, ...wheelWords(pinned, choice)];
    const { code, output } = await run(pip[0], [...pip.slice(1), ...words], { quiet: true });
    if (code !== 0) throw explainFailure(what, output, again);
    const wheel = fs.readdirSync(work).find((each) => each.endsWith(".whl"));
    if (wheel === undefined) throw new SetupError(`pip brought no wheel of ${what}.`, `Try again: ${again}`);
    await keepIfRight(path.join(work, wheel), file, choice.sha256);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Says every tenth of the way how far a download is and how fast it goes. */
function progress({ package: name }, { bytes }) {
  const began = performance.now();
  let first;
  let tenth = 0;
  return (done) => {
    first ??= done;
    const now = Math.floor((10 * done) / bytes);
    if (now <= tenth) return;
    tenth = now;
    const speed = (done - first) / 1e6 / ((performance.now() - began) / 1000 || 1);
    say(`  ${name}: ${(done / 1e6).toFixed(0)} of ${(bytes / 1e6).toFixed(0)} MB, ${speed.toFixed(0)} MB/s`);
  };
}
