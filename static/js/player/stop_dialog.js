// The dialog that asks why the routine is to end.

/** The routine waits while its end is asked for; closing without a reason goes on as before. */
export function openWayOut(dialog, state, send) {
  if (dialog.open) return;
  const wasRunning = state.mode === "running";
  send("pause");
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue) send("stop", { reason: dialog.returnValue });
      else if (wasRunning) send("resume");
    },
    { once: true },
  );
  dialog.showModal();
}
