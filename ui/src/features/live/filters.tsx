import { IconChevronDown, IconFilter } from "@tabler/icons-react";
import { Button } from "../../kit/button";
import { Menu } from "../../kit/menu";
import { Segment } from "../../kit/segment";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import css from "./live.module.css";
import type { Counts, Filter, Which } from "./model";

const words = strings.live.filter;

type FiltersProps = {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  readonly counts: Counts;
  readonly projects: readonly string[];
};

const WHICH: readonly Which[] = ["all", "moved", "failed"];

export function Filters({ filter, onChange, counts, projects }: FiltersProps) {
  return (
    <>
      <Segment
        label={words.label}
        options={WHICH.map((which) => ({
          value: which,
          label: (
            <>
              {words[which]} <span className={css.count}>{groupDigits(counts[which])}</span>
            </>
          ),
        }))}
        value={filter.which}
        onChange={(which) => onChange({ ...filter, which })}
      />
      {projects.length > 1 && (
        <Menu
          trigger={
            <Button icon={<IconFilter size={13} stroke={1.6} aria-hidden />}>
              <span className={css.project}>{filter.project ?? words.allProjects}</span>
              <IconChevronDown size={13} stroke={1.6} aria-hidden />
            </Button>
          }
          items={[
            { label: words.allProjects, onSelect: () => onChange({ ...filter, project: null }) },
            ...projects.map((project) => ({
              label: project,
              onSelect: () => onChange({ ...filter, project }),
            })),
          ]}
        />
      )}
    </>
  );
}
