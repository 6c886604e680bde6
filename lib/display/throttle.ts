/**
 * Calls `draw` at once, then at most every `interval` milliseconds with whatever is newest. `finish` drops a waiting
 * call. The timer does not keep a process alive.
 */
export function throttle(draw: () => void, interval: number): { request(): void; finish(): void } {
  let last = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    timer = undefined;
    last = performance.now();
    draw();
  };
  return {
    request(): void {
      const wait = last + interval - performance.now();
      if (wait <= 0) {
        clearTimeout(timer);
        run();
      } else timer ??= setTimeout(run, wait).unref();
    },
    finish(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
