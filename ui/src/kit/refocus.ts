/**
 * When what had the focus went away (a button of an account that is gone), the page takes it, so that the next Tab
 * goes on from here and not from the window's first button.
 */
export function refocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === null || document.activeElement === document.body) {
      document.getElementById("stage")?.focus();
    }
  });
}
