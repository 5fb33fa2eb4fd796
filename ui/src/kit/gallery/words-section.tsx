import { millis, nanoUsd, tokens, unixMillis } from "../../lib/units";
import { Ago } from "../ago";
import { Card } from "../card";
import { Delta } from "../delta";
import { Duration } from "../duration";
import { Id } from "../id";
import { Kbd } from "../kbd";
import { Money } from "../money";
import { Percent } from "../percent";
import { Tokens } from "../tokens";
import { Row } from "./row";

const START = Date.now();

export function WordsSection() {
  return (
    <Card title="Words and numbers">
      <Row name="Money">
        <Money value={nanoUsd(3_892_600_000_000)} />
        <Money value={nanoUsd(124_800_000)} places={4} />
        <Money value={nanoUsd(124_800_000)} places={5} />
        <Money value={nanoUsd(-611_200_000_000)} />
        <Money value={nanoUsd(96_140_000_000)} signed />
        <Money value={null} />
      </Row>
      <Row name="Tokens">
        <Tokens value={tokens(18_204)} />
        <Tokens value={tokens(1_940_000_000)} compact />
        <Tokens value={tokens(41_200)} compact />
        <Tokens value={null} />
      </Row>
      <Row name="Duration">
        <Duration value={millis(940)} />
        <Duration value={millis(2140)} />
        <Duration value={millis(24_120)} />
        <Duration value={millis(185_000)} />
        <Duration value={null} />
      </Row>
      <Row name="Ago">
        <Ago at={unixMillis(START - 21_000)} />
        <Ago at={unixMillis(START - 4 * 3_600_000)} />
        <Ago at={unixMillis(START - 40 * 86_400_000)} />
        <Ago at={unixMillis(START + 240_000)} />
      </Row>
      <Row name="Percent, delta">
        <Percent ratio={0.71} />
        <Percent ratio={0.124} places={1} />
        <Delta ratio={0.31} />
        <Delta ratio={-0.08} />
        <Delta ratio={0} />
        <Delta ratio={null} />
      </Row>
      <Row name="Id, keys">
        <Id value="01K5C9X4-7QF2" label="call id" />
        <Kbd keys="g l" />
        <Kbd keys="mod+shift+l" />
        <Kbd keys="?" />
      </Row>
    </Card>
  );
}
