import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { cssVariablesResolver, theme } from "./theme";
import { useScheme } from "./theme-mode";

/** Mantine dressed in the tokens, following `theme-mode`. */
export function Themed({ children }: { readonly children: ReactNode }) {
  const scheme = useScheme();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} forceColorScheme={scheme}>
      {children}
    </MantineProvider>
  );
}
