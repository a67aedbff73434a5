// Goes on as soon as every app has heard of the logout. The page does so by itself after a few seconds,
// also where an app does not answer or no script runs.
"use strict";

let heard = 0;

function goOn() {
  const frames = document.querySelectorAll("iframe");
  const onward = document.getElementById("onward");
  if (document.readyState !== "loading" && onward !== null && heard >= frames.length) {
    window.location.replace(onward.href);
  }
}

// The loading of a frame does not bubble, but it can be seen on its way down.
document.addEventListener("load", (event) => {
  if (event.target instanceof HTMLIFrameElement) {
    heard += 1;
    goOn();
  }
}, true);
document.addEventListener("DOMContentLoaded", goOn);
