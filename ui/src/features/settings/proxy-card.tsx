import { useQuery } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { Card } from "../../kit/card";
import { SelectField } from "../../kit/select-field";
import { strings } from "../../lib/strings";
import { ListSetting } from "./list-setting";
import { readBody, readKeepAlive, readPort } from "./model";
import { Refused } from "./setting-note";
import css from "./settings.module.css";
import { TypedSetting } from "./typed-setting";
import type { Editor } from "./use-settings";

const words = strings.settings.proxy;

/** Where it listens, and its pace. */
export function ProxyCard({ editor }: { readonly editor: Editor }) {
  const { view } = editor;
  const connect = useQuery({ queryKey: queryKeys.connect, queryFn: api.connect.view });
  const projects = new Set([view.default_project, ...(connect.data?.projects ?? [])]);
  return (
    <Card title={words.title}>
      <div className={css.settings}>
        <TypedSetting
          {...{ editor, of: "port", label: words.port, hint: words.portHint }}
          value={String(view.port)}
          read={readPort}
        />
        <ListSetting
          {...{ editor, of: "bind", label: words.bind, hint: words.bindHint }}
          example={words.bindExample}
          none={words.bindNone}
        />
        <div className={css.pair}>
          <TypedSetting
            {...{ editor, of: "max_body_mib", label: words.body, hint: words.bodyHint }}
            value={String(view.max_body_mib)}
            unit={words.bodyUnit}
            read={readBody}
          />
          <TypedSetting
            {...{ editor, of: "keep_alive_ms", label: words.keepAlive, hint: words.keepAliveHint }}
            value={String(view.keep_alive_ms / 1000)}
            unit={words.keepAliveUnit}
            read={readKeepAlive}
          />
        </div>
        <div className={css.setting}>
          <SelectField
            label={words.project}
            hint={words.projectHint}
            value={view.default_project}
            onChange={(value) => void editor.change({ key: "default_project", value }, words.project)}
            options={[...projects].map((name) => ({ value: name, label: name }))}
          />
          <Refused editor={editor} of="default_project" />
        </div>
      </div>
    </Card>
  );
}
