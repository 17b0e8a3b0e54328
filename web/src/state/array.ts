/** An array behind a result, fetched when it is wanted. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Seen } from './looking';

/** The whole numbers of an array of 32-bit ones; nothing until they are here, or where there is no such array. */
export function useWhole(seen: Seen, name: string): Int32Array | null {
  const [values, put] = useState<Int32Array | null>(null);
  const { model, method, query } = seen.asked;
  const known = seen.data.some((array) => array.name === name);
  useEffect(() => {
    let current = true;
    put(null);
    if (known) {
      api.array(model, method, query, name).then(
        (bytes) => current && put(whole(bytes)),
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [seen, name]);
  return values;
}

/** Reads an NPY file, version 1: ten bytes, of which the last two say how long the header is, the header, the values. */
export function whole(npy: ArrayBuffer): Int32Array {
  const header = new DataView(npy).getUint16(8, true);
  return new Int32Array(npy.slice(10 + header));
}
