import fs from "node:fs";
import path from "node:path";

const loader = "libvulkan.so.1";

/**
 * Whether the system's Vulkan loader can be found, in the folders where Linux keeps shared libraries. Asked before Dawn
 * is loaded, since Dawn complains on stderr where it finds none.
 */
export function hasVulkanLoader(): boolean {
  return libraryFolders().some((folder) => fs.existsSync(path.join(folder, loader)));
}

function libraryFolders(): string[] {
  const listed = (process.env.LD_LIBRARY_PATH ?? "").split(":").filter((folder) => folder !== "");
  const machine = { x64: "x86_64", arm64: "aarch64" }[process.arch as string] ?? process.arch;
  const usual = ["lib", "lib64", `lib/${machine}-linux-gnu`].flatMap((name) => [
    `/${name}`,
    `/usr/${name}`,
    `/usr/local/${name}`,
  ]);
  return [...listed, ...usual];
}
