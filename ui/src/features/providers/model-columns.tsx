import type { HourSum, ModelHealth, ModelView, TargetHealth } from "../../ipc/bindings";
import { Arm } from "../../kit/arm";
import { Cell } from "../../kit/cell";
import type { Column } from "../../kit/data-table";
import { Duration } from "../../kit/duration";
import { Price } from "../../kit/price";
import { pricePlaces } from "../../kit/price-parts";
import { Tokens } from "../../kit/tokens";
import { strings } from "../../lib/strings";
import { millis, tokens } from "../../lib/units";
import { breakerOf } from "./keys";
import { ModelTest } from "./model-test";
import css from "./models.module.css";
import type { ModelTests } from "./use-model-tests";

const words = strings.providers.models;
/** More digits than this stand out of line; they are too rare to widen every row. */
const MOST_PLACES = 4;

const priceWhy = (model: ModelView): string | undefined =>
  model.source === null ? undefined : words.priceFrom(model.source, model.read);

type ModelExtras = {
  readonly health: ReadonlyMap<string, ModelHealth>;
  readonly tests: ModelTests;
  readonly targets: ReadonlyMap<string, TargetHealth>;
};

/** Columns for these models: each price column as wide as its longest price. */
export function modelColumns(
  models: readonly ModelView[],
  { health, tests, targets }: ModelExtras,
): readonly Column<ModelView>[] {
  const placesOf = (part: "input" | "cached" | "output") =>
    pricePlaces(
      models.map((model) => model[part]),
      MOST_PLACES,
    );
  const price = (
    part: "input" | "cached" | "output",
    head: string,
    places: number,
    strong: boolean,
  ): Column<ModelView> => ({
    id: part,
    head,
    min: 66 + (places - 2) * 7,
    align: "end",
    sorts: true,
    cell: (model) => (
      <span className={strong ? css.price : css.priceQuiet} title={priceWhy(model)}>
        <Price value={model[part]} places={places} optional={part !== "input"} />
      </span>
    ),
  });
  return [
    {
      id: "model",
      head: words.model,
      min: 236,
      grow: 1,
      sorts: true,
      cell: (model) => (
        <span
          className={css.modelName}
          title={model.name === model.id ? model.id : `${model.name}\n${model.id}`}
        >
          <BreakerArm target={targets.get(model.id) ?? null} />
          {model.name !== model.id && <span className={css.modelTitle}>{model.name}</span>}
          <code className={css.modelId}>{model.id}</code>
        </span>
      ),
    },
    {
      id: "context",
      head: words.context,
      min: 78,
      align: "end",
      hides: 5,
      sorts: true,
      cell: (model) => (
        <Cell tone="quiet">
          <Tokens compact value={model.context === null ? null : tokens(model.context)} />
        </Cell>
      ),
    },
    price("input", words.input, placesOf("input"), true),
    price("cached", words.cached, placesOf("cached"), false),
    price("output", words.output, placesOf("output"), true),
    {
      id: "first",
      head: words.firstToken,
      min: 92,
      align: "end",
      hides: 4,
      sorts: true,
      cell: (model) => <FirstToken sum={health.get(model.id)?.sum ?? null} />,
    },
    {
      id: "abilities",
      head: words.abilities,
      min: 196,
      hides: 2,
      cell: (model) => {
        const able = model.abilities.map((ability) => words.ability[ability] ?? ability).join(", ");
        return (
          <Cell tone="faint" title={able}>
            {able}
          </Cell>
        );
      },
    },
    {
      id: "chains",
      head: words.chains,
      min: 96,
      hides: 3,
      cell: (model) => (
        <Cell tone={model.chains.length > 0 ? "quiet" : "faint"} title={model.chains.join(", ")}>
          {model.chains.length > 0 ? model.chains.join(", ") : words.noChain}
        </Cell>
      ),
    },
    {
      id: "retires",
      head: words.retires,
      min: 100,
      hides: 1,
      sorts: true,
      cell: (model) => (model.retires === null ? null : <Cell tone="quiet">{model.retires}</Cell>),
    },
    {
      id: "test",
      head: "",
      min: 104,
      align: "end",
      cell: (model) => <ModelTest model={model.id} tests={tests} />,
    },
  ];
}

function BreakerArm({ target }: { readonly target: TargetHealth | null }) {
  const breaker = breakerOf(target);
  return breaker && <Arm aspect={breaker.aspect} name={breaker.word} />;
}

function FirstToken({ sum }: { readonly sum: HourSum | null }) {
  return (
    <span title={sum === null ? undefined : words.firstTokenWhy(sum.attempts, sum.failed)}>
      <Duration value={sum?.first_token === null || sum === null ? null : millis(sum.first_token)} />
    </span>
  );
}
