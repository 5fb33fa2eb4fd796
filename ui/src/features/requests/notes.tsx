import { IconFileDownload, IconX } from "@tabler/icons-react";
import { Banner } from "../../kit/banner";
import { CopyButton } from "../../kit/copy-button";
import { FailureNote } from "../../kit/failure-note";
import { IconButton } from "../../kit/icon-button";
import { strings } from "../../lib/strings";
import css from "./requests.module.css";
import { type Export, exportedWords } from "./use-export";
import type { Requests } from "./use-requests";

const words = strings.requests;

type NotesProps = { readonly requests: Requests; readonly exporting: Export };

/** What went wrong while the last truth stays in view, and where an export lies. */
export function Notes({ requests, exporting }: NotesProps) {
  const { pages, sums } = requests;
  const { done, failure, hide } = exporting;
  return (
    <>
      {pages.error && <FailureNote what={words.unread.what} failure={pages.error} now={words.unread.stale} />}
      {!pages.error && sums.error && <FailureNote what={words.unread.sums} failure={sums.error} />}
      {failure && <FailureNote what={words.export.failed} failure={failure} />}
      {done && (
        <Banner
          icon={<IconFileDownload size={14} stroke={1.6} aria-hidden />}
          action={
            <span className={css.noteActions}>
              <CopyButton text={done.path} label={strings.kit.copyOf(words.export.copy)} />
              <IconButton
                size="sm"
                label={words.export.hide}
                icon={<IconX size={14} stroke={1.6} />}
                onClick={hide}
              />
            </span>
          }
        >
          {exportedWords(done)}
        </Banner>
      )}
    </>
  );
}
