import { inRoot } from "./paths.mjs";

/** Everything Jupyter reads or writes stays inside the repository: the kernel, its settings, its run-time files. */
export function jupyterEnv() {
  return {
    JUPYTER_PATH: inRoot("jupyter"),
    JUPYTER_CONFIG_DIR: inRoot("build", "jupyter", "config"),
    JUPYTER_DATA_DIR: inRoot("build", "jupyter", "data"),
    JUPYTER_RUNTIME_DIR: inRoot("build", "jupyter", "runtime"),
    JUPYTERLAB_SETTINGS_DIR: inRoot("build", "jupyter", "settings"),
    JUPYTERLAB_WORKSPACES_DIR: inRoot("build", "jupyter", "workspaces"),
    IPYTHONDIR: inRoot("build", "jupyter", "ipython"),
  };
}
