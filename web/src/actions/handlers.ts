/** What an action does just now: a view that can fit, expand or compare says so while it is shown. */
import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';

type Handler = () => void;

/** Handlers by action, the latest last; a signal, so that the palette offers only what works. */
export const handlers = signal<ReadonlyMap<string, readonly Handler[]>>(new Map());

function put(id: string, change: (list: readonly Handler[]) => readonly Handler[]): void {
  handlers.value = new Map(handlers.peek()).set(id, change(handlers.peek().get(id) ?? []));
}

/** Lets an action of the table `actions/index.ts` do something while the calling component is shown. */
export function useAction(id: string, handler: Handler, wanted = true): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    if (!wanted) return;
    const call = () => latest.current();
    put(id, (list) => [...list, call]);
    return () => put(id, (list) => list.filter((one) => one !== call));
  }, [id, wanted]);
}
