import { createHash } from "node:crypto";

/**
 * What every answer of the gateway says of itself, in one place. The server writes EVERYWHERE before it looks for who answers, so
 * that what nobody thought of (an error, an unknown address, a new route) is shut; pages open what they need of it, and no more.
 */

type Directives = Readonly<Record<string, string>>;

const written = (directives: Directives) => Object.entries(directives).map(([name, value]) => (value ? `${name} ${value}` : name)).join("; ");

/** Nothing is fetched, run, framed or posted by what is no page. */
const SHUT: Directives = { "default-src": "'none'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'" };

const FEATURES = ["accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"];

export const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": FEATURES.map((feature) => `${feature}=()`).join(", "),
  // An answer is someone's unless it says that it is everyone's.
  "cache-control": "no-store",
  "content-security-policy": written({ ...SHUT, sandbox: "" }),
} as const satisfies Directives;

/** Two years, of this host alone: of its neighbours the platform knows nothing. */
export const HTTPS_ALONE = { "strict-transport-security": "max-age=63072000" } as const;

export const headersEverywhere = (publicUrl: string | null): Directives => ({ ...EVERYWHERE, ...(publicUrl?.startsWith("https:") && HTTPS_ALONE) });

/** A file that people deposited, or a document: never shown, only saved. */
export const FILE_POLICY = written({ "default-src": "'none'", sandbox: "" });

/** A service worker posts nothing and fetches nothing: it shows what it was sent. */
export const WORKER_POLICY = written(SHUT);

/** No string becomes markup or script, save by the policies that are named. */
const trusting = (policies: string): Directives => ({ "require-trusted-types-for": "'script'", "trusted-types": policies });

export interface PagePolicy {
  /** Where its forms lead; nowhere when left out. */
  readonly formAction?: string;
  /** Other places that it asks for data, as origins. */
  readonly connectTo?: readonly string[];
  /** Of its only style sheet, where that stands inside the page: only these very bytes are applied. */
  readonly inlineStyle?: string;
  /** Fonts of its own files. */
  readonly fonts?: boolean;
  /** The names under which its scripts may make a string into an address to run; none when left out. */
  readonly trustedTypes?: string;
}

/** Of a page with scripts of its own: nothing inline, nothing from elsewhere, no string made into code. */
export const scriptedPolicy = ({ formAction = "'none'", connectTo = [], fonts = false, trustedTypes = "'none'" }: PagePolicy = {}): string =>
  written({
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    ...(fonts && { "font-src": "'self'" }),
    "img-src": "'self' data:",
    "connect-src": ["'self'", ...new Set(connectTo)].join(" "),
    "base-uri": "'none'",
    "form-action": formAction,
    "frame-ancestors": "'none'",
    ...trusting(trustedTypes),
  });

/** Of a page without any script: its style by the hash of its bytes. */
export const plainPolicy = ({ inlineStyle }: PagePolicy): string => written({ ...SHUT, "style-src": `'sha256-${createHash("sha256").update(inlineStyle ?? "").digest("base64")}'`, "img-src": "data:", ...trusting("'none'") });

/**
 * Of the explorer, which exists in development alone. Monaco makes style elements and attributes as it writes, draws its icons from a
 * font inside the stylesheet, and makes strings into markup: this is the one page with 'unsafe-inline', for styles. Scripts are ours.
 */
export const EXPLORER_POLICY = written({
  "default-src": "'none'",
  "script-src": "'self'",
  "worker-src": "'self'",
  "style-src": "'self' 'unsafe-inline'",
  "font-src": "'self' data:",
  "img-src": "'self' data:",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
});

/** A page's own headers, whole: it may be served by another server than ours. */
export const pageHeaders = (policy: string, cacheControl = "no-store") => ({ ...EVERYWHERE, "content-security-policy": policy, "cache-control": cacheControl, "content-type": "text/html; charset=utf-8" });
