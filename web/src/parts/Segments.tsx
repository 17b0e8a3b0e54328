/** A few choices side by side, one of them taken. */
interface Props {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly title: string; readonly what?: string }[];
  readonly choose: (value: string) => void;
}

export function Segments({ label, value, choices, choose }: Props) {
  return (
    <span class="segments" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          title={choice.what}
          onClick={() => choose(choice.value)}
        >
          {choice.title}
        </button>
      ))}
    </span>
  );
}
