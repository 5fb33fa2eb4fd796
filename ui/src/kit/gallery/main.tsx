import "../styles";
import { createRoot } from "react-dom/client";
import { startTheme } from "../theme-mode";
import { Themed } from "../themed";
import { Gallery } from "./gallery";

startTheme();
const asked = new URLSearchParams(location.search).get("theme");
if (asked === "light" || asked === "dark") {
  document.documentElement.dataset.theme = asked;
  document.documentElement.dataset.mantineColorScheme = asked;
}
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <Themed>
      <Gallery />
    </Themed>,
  );
