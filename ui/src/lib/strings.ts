import { accountSettings } from "./strings/account-settings";
import { app } from "./strings/app";
import { connect } from "./strings/connect";
import { kit } from "./strings/kit";
import { live } from "./strings/live";
import { projects } from "./strings/projects";
import { providerForms } from "./strings/provider-forms";
import { providers } from "./strings/providers";
import { requests } from "./strings/requests";
import { routes } from "./strings/routes";
import { settings } from "./strings/settings";
import { spend } from "./strings/spend";
import { story } from "./strings/story";
import { tools } from "./strings/tools";

/**
 * Every word that the window shows. One file per word of the product lies in `strings/`; a sentence with a value in it
 * is a function, so that word order stays with the sentence. Nothing else holds text for people (a house test looks).
 */
export const strings = {
  accountSettings,
  app,
  connect,
  kit,
  live,
  projects,
  providerForms,
  providers,
  requests,
  routes,
  settings,
  story,
  spend,
  tools,
} as const;
