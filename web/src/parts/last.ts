/** Keeps what was here while the next is on its way, so that stepping does not flicker. */
import { useRef } from 'preact/hooks';
import type { Arriving } from '../state/open';

export function useLast<T>(state: Arriving<T>): Arriving<T> {
  const last = useRef<Arriving<T>>(state);
  if (state.is !== 'coming') last.current = state;
  return last.current.is === 'here' ? last.current : state;
}
