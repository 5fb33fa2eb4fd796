import { millis, nanoUsd, tokens, unixMillis } from "../../lib/units";
import { Ago } from "../ago";
import { Chip } from "../chip";
import { CodeBlock } from "../code-block";
import { Drawer } from "../drawer";
import { Duration } from "../duration";
import { Figure } from "../figure";
import { Glyph } from "../glyph";
import { Id } from "../id";
import { Money } from "../money";
import { ProxyAddress } from "../proxy-address";
import { Rail } from "../rail";
import { StatusBar } from "../status-bar";
import { StatusItem } from "../status-item";
import { StoryFrame } from "../story-frame";
import { StorySection } from "../story-section";
import { TitleBar } from "../title-bar";
import { Tokens } from "../tokens";
import { Waterfall } from "../waterfall";
import css from "./gallery.module.css";

const noop = () => {};
const WORDS = ["live", "routes", "providers", "spend", "connect"] as const;

export const GalleryTitle = () => (
  <TitleBar
    name="Pointsman"
    note="policy v41"
    window={{
      minimize: noop,
      toggleMaximize: noop,
      close: noop,
      labels: { minimize: "Minimize", maximize: "Maximize", close: "Close" },
    }}
  >
    <ProxyAddress
      aspect="clear"
      address="127.0.0.1:4100/v1"
      url="http://127.0.0.1:4100/v1"
      state="Proxy: clear"
      copyLabel="Copy the address"
    />
  </TitleBar>
);

export const GalleryRail = () => (
  <Rail
    label="Pages"
    current="live"
    stations={WORDS.map((id) => ({
      id,
      label: id[0]?.toUpperCase() + id.slice(1),
      glyph: id,
      href: "#",
      keys: `g ${id[0]}`,
    }))}
  />
);

export const GalleryStatus = () => (
  <StatusBar label="Status" end={<StatusItem>Ledger up to date</StatusItem>}>
    <StatusItem strong="14">in flight</StatusItem>
    <StatusItem strong="$214.37">today</StatusItem>
    <StatusItem aspect="stop" strong="Anthropic">
      breaker open
    </StatusItem>
    <StatusItem aspect="caution" strong="OpenAI">
      87 % of tokens/min
    </StatusItem>
    <StatusItem aspect="clear">Mistral</StatusItem>
  </StatusBar>
);

const HEADERS = "x-pointsman-target: openai/gpt-5.5\nx-pointsman-moved: 1; reason=overloaded";

export const GalleryDrawer = () => (
  <Drawer label="Story of the selected call">
    <StoryFrame
      mark={
        <Chip size="sm" tone="caution" icon={<Glyph name="moved" size={11} />}>
          Moved
        </Chip>
      }
      title="Answered by GPT-5.5, second choice"
      onClose={noop}
      facts={[
        <Id key="id" value="01K5C9X4-7QF2" label="call id" />,
        <Ago key="at" at={unixMillis(Date.now() - 21_000)} />,
        "Anthropic Messages, streamed",
      ]}
      figures={
        <>
          <Figure size="story" label="Cost" value={<Money value={nanoUsd(124_800_000)} places={4} />} />
          <Figure size="story" label="First token" value={<Duration value={millis(2140)} />} />
          <Figure size="story" label="Total" value={<Duration value={millis(6480)} />} />
          <Figure size="story" label="Tokens in" value={<Tokens value={tokens(18_204)} />} />
          <Figure size="story" label="Out" value={<Tokens value={tokens(1126)} />} />
        </>
      }
    >
      <StorySection title="Why it went this way">
        <div className={css.facts}>
          <Chip size="sm">
            project <b>ci-agents</b>
          </Chip>
          <Chip size="sm">
            stage <b>edit</b> 0.94
          </Chip>
          <Chip size="sm" tone="dashed">
            domain abstains
          </Chip>
        </div>
      </StorySection>
      <StorySection title="Attempts" aside="2 of 3 platforms tried">
        <Waterfall
          total={millis(6480)}
          rate="259 tok/s"
          attempts={[
            {
              ...{
                start: millis(0),
                connected: millis(26),
                firstToken: null,
                end: millis(1212),
                failed: true,
              },
              ...{ provider: "Anthropic", target: "Sonnet 5", verdict: "Overloaded 529", tone: "stop" },
              note: "Nothing had reached the client. 5th failure of 20: breaker opened. Not billed.",
            },
            {
              ...{
                start: millis(1240),
                connected: millis(1290),
                firstToken: millis(2140),
                end: millis(6480),
                failed: false,
              },
              ...{ provider: "OpenAI", target: "GPT-5.5", verdict: "Complete", tone: "clear" },
            },
          ]}
        />
      </StorySection>
      <StorySection title="What the client was told">
        <CodeBlock label="the headers" text={HEADERS} />
      </StorySection>
    </StoryFrame>
  </Drawer>
);
