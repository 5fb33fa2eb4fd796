import { createTheme } from "@mantine/core";

/** What Mantine reads from script. Everything that is seen comes from tokens.css by way of mantine.css, because a
 * variable that Mantine writes itself would need an inline style sheet, which the window's policy forbids. */
export const theme = createTheme({ focusRing: "auto", respectReducedMotion: true });
