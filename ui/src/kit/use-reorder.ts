import { type PointerEvent, useEffect, useRef, useState } from "react";
import { dropAt, type Span } from "../lib/reorder";

export type Drag = { readonly from: number; readonly to: number };

/**
 * Lets rows be dragged by a handle, with mouse, pen or finger. Rows are the children of the element that takes
 * `list` and carry `data-reorder`. Escape lets go without moving. Keys are the caller's: a drag is never the only way.
 */
export function useReorder<E extends HTMLElement>(onMove: (from: number, to: number) => void) {
  const list = useRef<E>(null);
  const spans = useRef<readonly Span[]>([]);
  const [drag, setDrag] = useState<Drag | null>(null);

  useEffect(() => {
    if (drag === null) return;
    const letGo = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setDrag(null);
    };
    document.addEventListener("keydown", letGo, true);
    return () => document.removeEventListener("keydown", letGo, true);
  }, [drag]);

  const handle = (index: number) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || !list.current) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      spans.current = [...list.current.querySelectorAll("[data-reorder]")].map((row) =>
        row.getBoundingClientRect(),
      );
      setDrag({ from: index, to: index });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag?.from !== index) return;
      const to = dropAt(spans.current, index, event.clientY);
      if (to !== drag.to) setDrag({ from: index, to });
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (drag?.from !== index) return;
      setDrag(null);
      const to = dropAt(spans.current, index, event.clientY);
      if (to !== index) onMove(index, to);
    },
    onLostPointerCapture: () => setDrag(null),
  });
  return { list, drag, handle };
}
