/** What is it? The modules as a tree beside the graph. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../actions/handlers';
import { at, Stage } from '../draw/stage';
import { GraphLegend } from '../parts/GraphLegend';
import { GraphTip, lines } from '../parts/GraphTip';
import { GraphTools } from '../parts/GraphTools';
import { ModuleTree, openAround } from '../parts/ModuleTree';
import { Notice } from '../parts/State';
import { chosenBox, chosenLayer, graph, graphFailure, ratio, toggle } from '../state/graph';
import { fetchRamp } from '../state/measure';
import { tell } from '../state/notices';
import { here, model } from '../state/open';
import { selection } from '../state/selection';
import { t } from '../state/words';
import '../style/structure.css';

const TREE = 'vitrine.panel.tree';

export function StructureView() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage>(null);
  const [tree, put] = useState(localStorage.getItem(TREE) !== 'closed' && innerWidth >= 1200);
  useEffect(() => {
    if (!canvas.current) return;
    stage.current = new Stage(canvas.current);
    return () => {
      stage.current?.close();
      ratio.value = 0;
    };
  }, []);
  useEffect(() => {
    if (selection.value.set.colour) fetchRamp();
  }, [selection.value.set.colour]);
  useEffect(() => {
    if (chosenLayer.value >= 0) openAround(chosenLayer.value);
  }, [chosenLayer.value]);
  const fit = () => stage.current?.fit();
  useAction('fit', fit);
  useAction('expand', () => toggle(at.value >= 0 ? at.value : chosenBox.value), graph.value !== null);
  const owner = here(model.value);
  const showTree = (show: boolean) => {
    localStorage.setItem(TREE, show ? 'open' : 'closed');
    put(show);
  };
  const picture = async (of: 'window' | 'svg' | 'png') => {
    if (of === 'svg') return new Blob([stage.current?.svg() ?? ''], { type: 'image/svg+xml' });
    if (of === 'png') return stage.current?.png();
    return new Promise<Blob | null | undefined>((done) => canvas.current?.toBlob(done));
  };
  const savePicture = async (of: 'window' | 'svg' | 'png') => {
    const blob = await picture(of);
    if (!blob) return tell('error', t('graph.save.failed'));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${owner?.name ?? 'graph'}.${of === 'svg' ? 'svg' : 'png'}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const failure = graphFailure.value;
  return (
    <div class="structure">
      <GraphTools fit={fit} savePicture={savePicture} tree={tree} showTree={showTree} />
      <div class="panes">
        {tree && <ModuleTree />}
        <div class="graph-pane" data-boxes={graph.value?.boxes.kind.length}>
          <canvas
            ref={canvas}
            tabIndex={0}
            role="application"
            aria-roledescription={t('graph')}
            aria-label={t('graph.label', { name: owner?.name ?? '', n: owner?.nodes ?? 0 })}
            aria-describedby="graph-keys"
          />
          <p id="graph-keys" class="unseen">
            {t('graph.keys')}
          </p>
          <p class="unseen" aria-live="polite">
            {lines(at.value).join(', ')}
          </p>
          <GraphTip />
          {failure && !graph.value && (
            <div class="over">
              <Notice title={t('graph.failed')} text={failure.message} bad />
            </div>
          )}
          {graph.value && graph.value.boxes.kind.length === 0 && (
            <div class="over">
              <Notice title={t('graph.empty')} />
            </div>
          )}
        </div>
      </div>
      <GraphLegend />
    </div>
  );
}
