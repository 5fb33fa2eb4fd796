import { type CSSVariablesResolver, colorsTuple, createTheme, type MantineColorsTuple } from "@mantine/core";

const v = (name: string): string => `var(--${name})`;

/** Mantine asks for ten steps; only its internals use them. The tokens decide what is seen. */
const accent: MantineColorsTuple = colorsTuple([
  v("accent-soft"),
  v("accent-soft"),
  v("accent-strong"),
  v("accent-strong"),
  v("accent"),
  v("accent"),
  v("accent-fill"),
  v("accent-fill"),
  v("accent-fill"),
  v("accent-fill"),
]);

export const theme = createTheme({
  fontFamily: v("font-text"),
  fontFamilyMonospace: v("font-mono"),
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "14px", xl: "16px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "12px", xl: "999px" },
  defaultRadius: "sm",
  shadows: { xs: v("shadow-1"), sm: v("shadow-1"), md: v("shadow-2"), lg: v("shadow-2"), xl: v("shadow-3") },
  primaryColor: "accent",
  colors: { accent },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
});

/** The same map for both schemes: tokens.css switches the values. */
const map = {
  "--mantine-color-body": v("panel"),
  "--mantine-color-text": v("text"),
  "--mantine-color-dimmed": v("text-3"),
  "--mantine-color-default": v("raised"),
  "--mantine-color-default-border": v("line-2"),
  "--mantine-color-default-hover": v("hover"),
  "--mantine-color-default-color": v("text"),
  "--mantine-color-anchor": v("accent"),
  "--mantine-color-error": v("stop-text"),
  "--mantine-color-placeholder": v("text-3"),
  "--mantine-primary-color-filled": v("accent-fill"),
  "--mantine-primary-color-contrast": v("on-accent"),
  "--mantine-primary-color-light": v("accent-soft"),
  "--mantine-primary-color-light-color": v("accent-strong"),
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, dark: map, light: map });
