/** The gradient of one tensor by another, and how its graph was made. */
import { MethodPanel } from '../parts/MethodPanel';
import { Rewrite, type Step } from '../parts/Rewrite';
import { State } from '../parts/State';
import { Ways } from '../parts/Ways';
import { cards, model } from '../state/open';
import { t } from '../state/words';

const OWN = 'derivative';

export function DerivativeView() {
  const card = cards.value.find((one) => one.id === OWN);
  return (
    <State of={model.value}>
      {() => (
        <div class="view">
          <Ways question="health" own={t('ways.own')} />
          {card && <MethodPanel card={card} below={(seen) => <Rewrite key={JSON.stringify(seen.asked)} steps={seen.facts.steps as Step[]} />} />}
        </div>
      )}
    </State>
  );
}
