import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The content box of an element, followed as it changes; 0 × 0 before it is laid out. */
export function useSize<E extends HTMLElement>(): readonly [
  RefObject<E | null>,
  { width: number; height: number },
] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const read = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
