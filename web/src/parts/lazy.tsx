/**
 * A component that is fetched when it is first shown, or before, once the page has nothing else to do: so the first view stays small,
 * and the others come at once.
 */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const idle: (task: () => void) => unknown = globalThis.requestIdleCallback ?? setTimeout;

export function lazy(load: () => Promise<ComponentType>): ComponentType {
  let Loaded: ComponentType | undefined;
  const fetched = async () => {
    Loaded ??= await load();
  };
  // What could not be fetched now is asked for again when it is shown.
  idle(() => void fetched().catch(() => undefined));
  return function Lazy() {
    const [, arrived] = useState(Loaded !== undefined);
    // Asked even if it is there by now: it may have come between the first painting, which showed nothing, and this.
    useEffect(() => void fetched().then(() => arrived(true)), []);
    return Loaded ? <Loaded /> : null;
  };
}
