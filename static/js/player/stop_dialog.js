// The dialog that asks why the routine is to end.

/** Pauses the routine while the dialog is open; closing it without a reason resumes. @param {HTMLDialogElement} dialog @param {{ mode: string }} state @param {(type: string, more?: { reason: string }) => void} send */
export function openStopDialog(dialog, state, send) {
  if (dialog.open) return;
  const wasRunning = state.mode === "running";
  send("pause");
  dialog.returnValue = "";
  const onClose = () => {
    if (dialog.returnValue) send("stop", { reason: dialog.returnValue });
    else if (wasRunning) send("resume");
  };
  dialog.addEventListener("close", onClose, { once: true });
  dialog.showModal();
}
