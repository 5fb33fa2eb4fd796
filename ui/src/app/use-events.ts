import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { hasBackend } from "../ipc/client";
import { followEvents } from "../ipc/events";

/** Lets events reach the cache for as long as the window stands. */
export function useEvents(): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (!hasBackend()) return;
    const stop = followEvents(cache);
    return () => void stop.then((end) => end());
  }, [cache]);
}
