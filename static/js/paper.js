// The button that prints, on a page that starts nothing else.

import { mount } from "./print.js";

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("[data-mount=print]");
buttons.forEach(mount);
