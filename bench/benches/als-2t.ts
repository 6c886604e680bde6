import { als } from "./als";

/** The same as {@link als}, on two threads. */
export const als2t = { ...als, name: "als-2t", title: `${als.title}, 2 threads`, threads: 2 };
