/** A component that is fetched when it is first shown, so that the first view stays small. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazy(load: () => Promise<ComponentType>): ComponentType {
  let Loaded: ComponentType | undefined;
  return function Lazy() {
    const [, arrived] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded) return;
      void load().then((component) => {
        Loaded = component;
        arrived(true);
      });
    }, []);
    return Loaded ? <Loaded /> : null;
  };
}
