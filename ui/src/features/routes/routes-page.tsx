import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { strings } from "../../lib/strings";

export function RoutesPage() {
  return <Page head={<PageHead title={strings.app.station.routes} />}>{null}</Page>;
}
