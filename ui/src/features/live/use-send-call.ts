import { api } from "../../ipc/api";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";

/** Sends one small call through the proxy, as a tool would. */
export function useSendCall(onSent: (call: string) => void) {
  const task = useTask();
  const send = async () => {
    const report = await task.run(async () => {
      const sent = await api.connect.testCall({ model: null, stream: true });
      if (sent.call === null) throw new Error(`${strings.live.sendAnswered(sent.status)} ${sent.text}`);
      return sent;
    });
    if (report?.call) onSent(report.call);
  };
  return { send: () => void send(), sending: task.busy, failure: task.failure };
}
