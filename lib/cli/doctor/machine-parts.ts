import fs from "node:fs";
import os from "node:os";
import { type BackendReport, probeBackends } from "../../device";
import { missing, type Part, present } from "./part";
import { programVersion } from "./program-version";

/** The parts that every use needs or profits from: Node, the tensor backends with measured speed, a GPU, a data mirror. */
export async function machineParts(): Promise<Part[]> {
  const backends = await probeBackends();
  const onCuda = backends.some(({ name, title }) => name === "native" && title?.includes("CUDA"));
  return [nodePart(), ...backends.map(backendPart), await gpuPart(onCuda), mirrorPart()];
}

function nodePart(): Part {
  const { node } = process.versions;
  const [major, minor] = node.split(".").map(Number) as [number, number];
  const enough = major > 20 || (major === 20 && minor >= 19);
  const memory = `${os.availableParallelism()} cores, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return enough
    ? present("Node", `${node} (${memory})`)
    : missing("Node", `${node} is too old; get 20.19 or newer from https://nodejs.org`);
}

const howToGet = {
  native: "the fastest on a processor, 274 MB to fetch; for NVIDIA's chips add -- --cuda (not yet run on one)",
  webgpu: "optional: install the graphics chip's driver (Debian: libvulkan1 too)",
  wasm: "npm ci",
  cpu: "npm ci",
} as const;

function backendPart(report: BackendReport): Part {
  const name = `backend ${report.name}`;
  if (!report.works) return missing(name, `${report.reason ?? "it does not work"}; ${howToGet[report.name]}`);
  const speed = report.gflops! >= 10 ? report.gflops!.toFixed(0) : report.gflops!.toFixed(2);
  return present(name, `${speed} GFLOP/s, ${report.title}, ${report.chip}`, report.caveat ?? "");
}

async function gpuPart(onCuda: boolean): Promise<Part> {
  const nvidia = await programVersion("nvidia-smi", ["--query-gpu=name,driver_version", "--format=csv,noheader"]);
  return nvidia === undefined
    ? missing(
        "NVIDIA GPU",
        "optional; other makes are seen through the webgpu backend. Neither way was yet run on a GPU",
      )
    : present("NVIDIA GPU", nvidia, onCuda ? "" : "for CUDA, not yet run on a GPU: npm run device:native -- --cuda");
}

function mirrorPart(): Part {
  const folder = process.env.CARTWRIGHT_DATA;
  if (!folder) return missing("data mirror", "optional: CARTWRIGHT_DATA=FOLDER; without it: cartwright data get NAME");
  return fs.existsSync(folder)
    ? present("data mirror", folder)
    : missing("data mirror", `CARTWRIGHT_DATA names ${folder}, which does not exist`);
}
