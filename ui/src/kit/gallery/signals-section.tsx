import { IconFilter } from "@tabler/icons-react";
import { ASPECTS, type Aspect } from "../../lib/aspect";
import { Arm } from "../arm";
import { AspectText } from "../aspect-text";
import { Card } from "../card";
import { Chip } from "../chip";
import { HourStrip } from "../hour-strip";
import { Lamp } from "../lamp";
import { Monogram } from "../monogram";
import { Swatch } from "../swatch";
import { Row } from "./row";

export const HOUR: readonly Aspect[] = Array.from({ length: 30 }, (_, i) =>
  i > 26 ? "stop" : i > 24 || i === 9 ? "caution" : i < 3 ? "off" : "clear",
);
const SERIES = [1, 2, 3, 4, 5, 6, 7, 8, "others"] as const;

export function SignalsSection() {
  return (
    <Card title="Signals and marks">
      <Row name="Lamp">
        {([10, 12, 16] as const).flatMap((size) =>
          ASPECTS.map((aspect) => <Lamp key={`${size}${aspect}`} aspect={aspect} size={size} />),
        )}
      </Row>
      <Row name="Arm, hour">
        {ASPECTS.map((aspect) => (
          <Arm key={aspect} aspect={aspect} />
        ))}
        <HourStrip slots={HOUR} />
      </Row>
      <Row name="Aspect text">
        <AspectText aspect="clear" />
        <AspectText aspect="caution">87 % of tokens/min</AspectText>
        <AspectText aspect="stop">Breaker open</AspectText>
        <AspectText aspect="off">not enabled</AspectText>
      </Row>
      <Row name="Monogram">
        <Monogram name="Anthropic" />
        <Monogram name="OpenAI" size="md" />
        <Monogram name="DeepSeek" size="lg" />
        <Monogram name="xAI" size="lg" />
      </Row>
      <Row name="Chip">
        <Chip>
          project <b>ci-agents</b>
        </Chip>
        <Chip tone="flat">EU</Chip>
        <Chip tone="on" onRemove={() => {}} removes="outcome">
          outcome is <b>moved</b>
        </Chip>
        <Chip tone="clear">proved 14:02</Chip>
        <Chip tone="caution">cooling, 40 s</Chip>
        <Chip tone="stop">Overloaded 529</Chip>
        <Chip tone="dashed">task abstains</Chip>
        <Chip icon={<IconFilter size={12} stroke={1.5} />} onClick={() => {}}>
          All projects
        </Chip>
        <Chip size="sm">small</Chip>
      </Row>
      <Row name="Swatch">
        {SERIES.map((series) => (
          <Swatch key={series} series={series}>
            {series}
          </Swatch>
        ))}
        <Swatch series="hatched">forecast</Swatch>
      </Row>
    </Card>
  );
}
