import { type KeyboardEvent, type ReactNode, useRef } from "react";
import css from "./tabs.module.css";

type TabsProps<T extends string> = {
  readonly label: string;
  readonly tabs: readonly { readonly value: T; readonly label: ReactNode; readonly count?: number }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** The id of the panel that the tabs fill: give it `role="tabpanel"`. */
  readonly panelId: string;
};

const STEP: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

export function Tabs<T extends string>({ label, tabs, value, onChange, panelId }: TabsProps<T>) {
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (tabs.findIndex((tab) => tab.value === value) + step + tabs.length) % tabs.length;
    const next = tabs[at];
    if (!next) return;
    onChange(next.value);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus();
  };
  return (
    <div className={css.tabs} role="tablist" aria-label={label} ref={row} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          className={css.tab}
          aria-selected={tab.value === value}
          aria-controls={panelId}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.count !== undefined && <span className={css.count}>{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
