/** A term of art with its one sentence, on hover and on focus. */
import type { ComponentChildren } from 'preact';

export function Term({ what, children }: { what: string; children: ComponentChildren }) {
  return (
    <abbr class="term" title={what}>
      {children}
    </abbr>
  );
}
