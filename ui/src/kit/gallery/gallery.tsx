import { Page } from "../page";
import { PageHead } from "../page-head";
import { Segment } from "../segment";
import { Shell } from "../shell";
import { setDensity, setThemeMode, useDensity, useThemeMode } from "../theme-mode";
import { ControlsSection } from "./controls-section";
import { DataSection } from "./data-section";
import { FieldsSection } from "./fields-section";
import { GalleryDrawer, GalleryRail, GalleryStatus, GalleryTitle } from "./frame-parts";
import css from "./gallery.module.css";
import { SignalsSection } from "./signals-section";
import { StatesSection } from "./states-section";
import { WordsSection } from "./words-section";

/** Every part of the kit with its states; for building and for looking, never shipped. */
export function Gallery() {
  const mode = useThemeMode();
  const density = useDensity();
  const only = new URLSearchParams(location.search).get("only");
  const show = (name: string) => only === null || only === name;
  return (
    <Shell
      skip="Skip to the page"
      titleBar={<GalleryTitle />}
      rail={<GalleryRail />}
      status={<GalleryStatus />}
    >
      <Page
        drawer={<GalleryDrawer />}
        head={
          <PageHead title="The kit" sub="every part, every state">
            <Segment
              label="Density"
              value={density}
              onChange={setDensity}
              options={[
                { value: "comfortable", label: "Comfortable" },
                { value: "compact", label: "Compact" },
              ]}
            />
            <Segment
              label="Theme"
              value={mode}
              onChange={setThemeMode}
              options={[
                { value: "dark", label: "Dark" },
                { value: "light", label: "Light" },
                { value: "system", label: "System" },
              ]}
            />
          </PageHead>
        }
      >
        <div className={css.grid}>
          {show("words") && <WordsSection />}
          {show("words") && <SignalsSection />}
          {show("words") && <ControlsSection />}
          {show("words") && <FieldsSection />}
          {show("data") && <DataSection />}
          {show("states") && <StatesSection />}
        </div>
      </Page>
    </Shell>
  );
}
