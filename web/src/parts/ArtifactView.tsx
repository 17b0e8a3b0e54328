/** Draws what a method answered, whatever it is. */
import type { Artifact, Scale } from '../api/types';
import { t } from '../state/words';
import '../style/artifact.css';
import { ChartPart } from './ChartPart';
import { GridPart } from './GridPart';
import { HeatmapPart } from './HeatmapPart';
import { ImagePart } from './ImagePart';
import { OverlayPart } from './OverlayPart';
import { RowsPart } from './RowsPart';
import { TablePart } from './TablePart';

export interface ArtifactProps {
  readonly artifact: Artifact;
  readonly values: ArrayBuffer;
  /** A scale instead of its own, to compare with others. */
  readonly scale?: Scale | undefined;
  /** Beside others: smaller, without controls and legend. */
  readonly small?: boolean;
  /** Without its title, where that is written elsewhere. */
  readonly bare?: boolean;
  /** In a column beside the view: a row of a table becomes a paragraph. */
  readonly narrow?: boolean;
}

export function ArtifactView(props: ArtifactProps) {
  const { artifact, bare } = props;
  // A chart, and a picture in a small frame, carry their title themselves.
  const titled = !bare && artifact.title !== '' && artifact.kind !== 'chart';
  return (
    <section class="artifact">
      {titled && <h3>{artifact.title}</h3>}
      <Content {...props} />
    </section>
  );
}

function Content({ artifact, values, scale, small, narrow }: ArtifactProps) {
  const size = small ? { small } : {};
  switch (artifact.kind) {
    case 'board':
      return (
        <div class={artifact.columns === 1 && artifact.parts.filter((part) => part.kind === 'chart').length > 1 ? 'board charts' : 'board'} style={{ '--columns': Math.min(artifact.columns, artifact.parts.length) }}>
          {artifact.parts.map((part, i) => (
            <ArtifactView key={i} artifact={part} values={values} scale={scale} {...size} />
          ))}
        </div>
      );
    case 'chart':
      return <ChartPart svg={artifact.svg} title={artifact.title} />;
    case 'table':
      return narrow ? <RowsPart table={artifact} /> : <TablePart table={artifact} />;
    case 'grid':
      return <GridPart grid={artifact} values={values} />;
    case 'heatmap':
      return <HeatmapPart heat={artifact} values={values} scale={scale} {...size} />;
    case 'image':
      return <ImagePart image={artifact} values={values} {...size} />;
    case 'overlay':
      return <OverlayPart overlay={artifact} values={values} scale={scale} {...size} />;
    case 'graph':
      return <p class="hint">{t('artifact.graph')}</p>;
  }
}

/** The planes of an artifact that are coloured by a scale of its own. */
export function scalesOf(artifact: Artifact): readonly Scale[] {
  switch (artifact.kind) {
    case 'board':
      return artifact.parts.flatMap(scalesOf);
    case 'heatmap':
      return [artifact.plane.scale];
    case 'overlay':
      return [artifact.heat.plane.scale];
    default:
      return [];
  }
}
