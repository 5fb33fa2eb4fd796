import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { theme } from "./theme";
import { useScheme } from "./theme-mode";

/** Mantine dressed in the tokens, following `theme-mode`. It writes no style sheet of its own. */
export function Themed({ children }: { readonly children: ReactNode }) {
  const scheme = useScheme();
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}
