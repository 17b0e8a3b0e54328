/** The way of the input through the network: of every stage the strongest maps; a click goes there. */
import type { Artifact } from '../api/types';
import type { Seen } from '../state/looking';
import { select } from '../state/selection';
import { t } from '../state/words';
import { ArtifactView } from './ArtifactView';
import { GridPart } from './GridPart';
import { shape } from './numbers';

interface Stage {
  readonly tensor: { readonly name: string; readonly shape: number[] };
  readonly channels: readonly { readonly index: number }[];
}

type Grid = Extract<Artifact, { kind: 'grid' }>;

export function Stages({ seen }: { seen: Seen }) {
  const { artifact, facts } = seen;
  const stages = (facts.stages as Stage[] | undefined) ?? [];
  if (artifact.kind !== 'board') return <ArtifactView artifact={artifact} values={seen.values} />;
  const rows = artifact.parts.filter((part): part is Grid => part.kind === 'grid');
  return (
    <div class="way-in">
      <p class="readings">{seen.readings[0]}</p>
      {rows.map((grid, i) => {
        const stage = stages[i];
        if (!stage) return null;
        const { name } = stage.tensor;
        return (
          <section key={name}>
            <h3>
              <button type="button" onClick={() => select({ layer: name, unit: '' })} title={t('stage.open', { layer: name })}>
                {name}
              </button>
              <small>{shape(stage.tensor.shape)}</small>
            </h3>
            <GridPart
              bare
              grid={{ ...grid, cell: 84, title: grid.title }}
              values={seen.values}
              choose={(cell) => select({ layer: name, unit: String(stage.channels[cell]?.index ?? '') })}
            />
          </section>
        );
      })}
    </div>
  );
}
