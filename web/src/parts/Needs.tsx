/** Nothing to look at yet: an input is missing. */
import { Chooser } from '../frame/Chooser';
import { here, model } from '../state/open';
import { weightsOnly } from '../state/runs';
import { select } from '../state/selection';
import { t } from '../state/words';
import { Notice } from './State';

export function NeedsInput() {
  const name = here(model.value)?.name ?? '';
  if (weightsOnly.value) {
    return (
      <Notice title={t('weights.only')} text={t('weights.only.text')}>
        <button type="button" onClick={() => select({ question: 'parameters', method: '' })}>
          {t('weights.only.see')}
        </button>
      </Notice>
    );
  }
  return (
    <Notice title={t('needs.input')} text={t('needs.input.text', { name })}>
      <button type="button" onClick={() => select({ input: ['random'] })}>
        {t('needs.input.random')}
      </button>
    </Notice>
  );
}

export function NeedsLayer() {
  return <Notice title={t('needs.layer')} text={t('needs.layer.text')} />;
}

export function NeedsOther() {
  return <Notice title={t('needs.other')} text={t('needs.other.text')} />;
}

export function NeedsSeries() {
  return (
    <Notice title={t('needs.series')} text={t('needs.series.text')}>
      <Chooser kind="model" />
    </Notice>
  );
}
