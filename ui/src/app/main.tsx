import "../kit/styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTheme } from "../kit/theme-mode";
import { App } from "./app";

startTheme();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
