/** The sheets that hold everywhere; a later one wins. */
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "@mantine/core/styles.layer.css";
import "./tokens.css";
import "./base.css";
import "./mantine.css";
