/** Work in slices, so that the page stays alive: at most `budget` milliseconds, then the rest in the next frame. */
export function inSlices(work: Iterator<void>, shown: () => void, budget = 12): () => void {
  let frame = 0;
  const run = () => {
    const end = performance.now() + budget;
    let finished = false;
    do finished = work.next().done === true;
    while (!finished && performance.now() < end);
    shown();
    frame = finished ? 0 : requestAnimationFrame(run);
  };
  run();
  return () => cancelAnimationFrame(frame);
}
