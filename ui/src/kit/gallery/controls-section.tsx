import { IconDots, IconPlus, IconTable } from "@tabler/icons-react";
import { useState } from "react";
import { Button } from "../button";
import { Card } from "../card";
import { Dialog } from "../dialog";
import { IconButton } from "../icon-button";
import { Menu } from "../menu";
import { Meter } from "../meter";
import { Popover } from "../popover";
import { Segment } from "../segment";
import { Switch } from "../switch";
import { Tabs } from "../tabs";
import { Row } from "./row";

const TONES = ["primary", "default", "ghost", "danger"] as const;

export function ControlsSection() {
  const [segment, setSegment] = useState<"now" | "1h" | "24h">("1h");
  const [tab, setTab] = useState<"headers" | "bill">("headers");
  const [on, setOn] = useState(true);
  const [open, setOpen] = useState(false);
  return (
    <Card title="Controls">
      <Row name="Button">
        {TONES.map((tone) => (
          <Button key={tone} tone={tone}>
            {tone === "danger" ? "Remove key" : tone === "primary" ? "Add a provider" : "Test key"}
          </Button>
        ))}
      </Row>
      <Row name="Disabled, busy">
        {TONES.map((tone) => (
          <Button key={tone} tone={tone} disabled>
            Disabled
          </Button>
        ))}
        <Button loading>Test key</Button>
        <Button loading tone="primary">
          Publish v42
        </Button>
      </Row>
      <Row name="Sizes, icons">
        <Button size="sm" icon={<IconPlus size={13} stroke={1.7} />}>
          Small
        </Button>
        <Button size="lg" tone="primary">
          Large
        </Button>
        <IconButton label="As a table" tone="default" icon={<IconTable size={14} stroke={1.5} />} />
        <IconButton label="Pressed" pressed icon={<IconTable size={14} stroke={1.5} />} />
        <Menu
          trigger={<IconButton label="More actions" tone="default" icon={<IconDots size={14} />} />}
          items={[
            { label: "Replace key", onSelect: () => {} },
            { label: "Remove account", onSelect: () => {}, danger: true },
          ]}
        />
        <Popover label="About" trigger={(button) => <Button {...button}>Popover</Button>}>
          A small surface beside its button.
        </Popover>
        <Button onClick={() => setOpen(true)}>Dialog</Button>
        <Dialog
          open={open}
          onClose={() => setOpen(false)}
          title="Remove the key of Anthropic"
          actions={
            <>
              <Button onClick={() => setOpen(false)}>Keep it</Button>
              <Button tone="danger" onClick={() => setOpen(false)}>
                Remove key
              </Button>
            </>
          }
        >
          Chains that name it will be skipped until another key is added.
        </Dialog>
      </Row>
      <Row name="Segment">
        <Segment
          label="Window"
          value={segment}
          onChange={setSegment}
          options={[
            { value: "now", label: "Now" },
            { value: "1h", label: "1 h" },
            { value: "24h", label: "24 h" },
          ]}
        />
        <Switch label="Enabled" checked={on} onChange={setOn} />
        <Switch label="Off" checked={!on} onChange={() => setOn(!on)} />
        <Switch label="Disabled" checked disabled onChange={() => {}} />
      </Row>
      <Tabs
        label="Parts"
        panelId="gallery-panel"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: "headers", label: "Headers", count: 3 },
          { value: "bill", label: "Bill" },
        ]}
      />
      <div id="gallery-panel" role="tabpanel">
        <Row name="Meter">
          <Meter ratio={0.62} label="Budget" />
          <Meter ratio={0.91} label="Budget" aspect="caution" />
          <Meter ratio={1} label="Budget" aspect="stop" />
        </Row>
      </div>
    </Card>
  );
}
