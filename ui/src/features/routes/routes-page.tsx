import { IconArrowBackUp, IconArrowForwardUp, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { announce } from "../../kit/announce";
import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { ErrorState } from "../../kit/error-state";
import { IconButton } from "../../kit/icon-button";
import { useIntent } from "../../kit/intent";
import { Lamp } from "../../kit/lamp";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { Segment } from "../../kit/segment";
import { asSentence } from "../../kit/sentence";
import { useKeys } from "../../kit/use-keys";
import { strings } from "../../lib/strings";
import { AddDialog } from "./add-dialog";
import { Chains } from "./chains";
import { ChangeFailure } from "./change-failure";
import { History } from "./history";
import { fileOf } from "./model";
import { Problems } from "./problems";
import css from "./routes.module.css";
import { RoutesSkeleton } from "./routes-skeleton";
import { type Draft, TextView } from "./text-view";
import { usePolicy } from "./use-policy";

const words = strings.routes;

/** Which way calls go: chains as ordered lists, and the file that holds them. A change holds as soon as it is made. */
export function RoutesPage() {
  const editor = usePolicy();
  const { query, failure, change } = editor;
  const policy = query.data;
  const { chain, view } = useSearch({ from: "/routes" });
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  useIntent("new-chain", () => setAdding(true), policy !== undefined);
  const [draft, setDraft] = useState<Draft | null>(null);
  const asText = view === "text";
  const show = useCallback(
    (to: { readonly chain?: string | undefined; readonly view?: "text" | undefined }) =>
      void navigate({ to: "/routes", search: to, replace: true }),
    [navigate],
  );
  const showChain = useCallback((name: string | undefined) => show({ chain: name }), [show]);
  const undo = () => void editor.undo().then((done) => done && announce(words.undone));
  const redo = () => void editor.redo().then((done) => done && announce(words.redone));
  useKeys({ "mod+z": undo, "mod+shift+z": redo });

  const head = (
    <PageHead title={strings.app.station.routes} {...(policy ? { sub: fileOf(policy.path) } : {})}>
      {policy && (
        <>
          <Segment
            label={words.view.label}
            options={[
              { value: "chains", label: words.view.chains },
              { value: "text", label: draft ? `${words.view.text}, ${words.text.edited}` : words.view.text },
            ]}
            value={asText ? "text" : "chains"}
            onChange={(next) => show({ chain, view: next === "text" ? next : undefined })}
          />
          <span className={css.pair}>
            <IconButton
              label={words.undo}
              icon={<IconArrowBackUp size={16} stroke={1.6} />}
              disabled={!editor.canUndo}
              onClick={undo}
            />
            <IconButton
              label={words.redo}
              icon={<IconArrowForwardUp size={16} stroke={1.6} />}
              disabled={!editor.canRedo}
              onClick={redo}
            />
          </span>
          <History restore={editor.restore} />
          {!asText && (
            <Button icon={<IconPlus size={13} stroke={1.8} aria-hidden />} onClick={() => setAdding(true)}>
              {words.addChain}
            </Button>
          )}
        </>
      )}
    </PageHead>
  );

  if (!policy) {
    return (
      <Page head={head} body="flush">
        {query.error ? (
          <ErrorState
            what={words.unread.what}
            why={query.error.message}
            now={words.unread.now}
            onRetry={() => void query.refetch()}
            retrying={query.isFetching}
          />
        ) : (
          <RoutesSkeleton />
        )}
      </Page>
    );
  }
  return (
    <Page head={head} body="flush">
      <div className={css.notices}>
        {query.error && (
          <Banner tone="caution" icon={<Lamp aspect="caution" name={null} />}>
            {words.unread.stale} {asSentence(query.error.message)}
          </Banner>
        )}
        {!(asText && draft) && (
          <Problems
            policy={policy}
            {...(asText ? {} : { onOpenText: () => show({ chain, view: "text" }) })}
          />
        )}
        {failure && <ChangeFailure failure={failure} onReload={() => void editor.reload()} />}
      </div>
      {asText ? (
        <TextView policy={policy} draft={draft} onDraft={setDraft} saveText={editor.saveText} />
      ) : (
        <Chains
          policy={policy}
          selected={chain}
          change={change}
          onShow={showChain}
          onAdd={() => setAdding(true)}
          onOpenText={() => show({ chain, view: "text" })}
        />
      )}
      {adding && (
        <AddDialog
          taken={policy.chains.map(({ name }) => name)}
          change={change}
          onClose={() => setAdding(false)}
          onShow={showChain}
        />
      )}
    </Page>
  );
}
