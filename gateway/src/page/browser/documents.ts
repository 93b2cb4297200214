/** The token is in the fragment, which no browser sends; the button posts it, and a scanner that opens the page does not. */
const token = location.hash.slice(1);
const form = document.querySelector("form")!;
if (/^[\w-]{43}$/.test(token)) {
  document.querySelector<HTMLInputElement>("#token")!.value = token;
  form.hidden = false;
} else document.querySelector<HTMLElement>("#lost")!.hidden = false;
