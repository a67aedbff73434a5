/** How the person is reached. */
export const LoginMode = {
  /** A QR code, whose result this page collects; on a phone a button, with the code still at hand. */
  PULL_TOKEN: "PULL_TOKEN",
  /** A button that opens the app on this phone, with the code still at hand. */
  APP_LINK: "APP_LINK",
  /** A message to the phone, sent by the page's own server. */
  PUSH: "PUSH",
} as const;
export type LoginMode = (typeof LoginMode)[keyof typeof LoginMode];

/** What a page says of the sign-in that it shows. */
export interface Config {
  /** Where the provider is, with or without a slash at its end: `https://id.example`. */
  managerUri: string;
  /** The identifier of the service. */
  clientId: string;
  /** The service's registered redirect address, to the letter. */
  redirectUri: string;
  /** The element that receives the code: itself, or its `id`. */
  containerId?: string;
  container?: Element;
  /** `PULL_TOKEN` if nothing is said. */
  mode?: LoginMode;
  /** Whether somebody who is signed in at the provider already may go on without the phone. */
  useSSO?: boolean;
  /** Takes the authorization code. Without it the browser goes to `redirectUri` with `code` appended. */
  onAuthentication?: (code: string) => void;
  /** Is told of what keeps people from signing in, in words for whoever runs the page. */
  onError?: (error: LoginError) => void;
  /** Is told of every change of state. */
  onStatus?: (status: Status) => void;
  /** `en`, `fi`, `sv`, `nb`, `de`, `fr`, `es` or `ar`; without it the page's language, then the browser's. */
  language?: string;
  /** `light` or `dark`; without it as the page's `color-scheme` says. */
  theme?: "light" | "dark";
  /** The nonce of the page's content security policy, for browsers without constructable style sheets. */
  nonce?: string;
  /**
   * For `PUSH`: has the page's own server send the message to the phone (`/api/rp/push`), and gives what the
   * provider answered it. The secret of the service stays at that server.
   */
  push?: (identifier: string) => Promise<{ loginSessionId: string; token: string; attemptExpiresIn?: number }>;
  /** For `PUSH`: who is asked, where the page knows; without it the person is asked for an e-mail address. */
  identifier?: string;
}

/** Where a sign-in stands. */
export type Status =
  /** A code is on its way. */
  | "starting"
  /** The person is asked where to send a message (`PUSH`). */
  | "asking"
  /** A code is shown, or a message was sent. */
  | "pending"
  /** A phone has the request, and its person is to type the number. */
  | "scanned"
  | "success"
  /** The attempt is over; how is said beside it. */
  | "declined"
  | "not_me"
  | "wrong_number"
  /** Somebody approved whom the rules of the provider or of the service do not let in. */
  | "refused"
  | "expired"
  /** It could not begin; why is said by the error. */
  | "failed"
  | "stopped";

/** What kept somebody from signing in. */
export interface LoginError {
  kind: ErrorKind;
  /** The provider's code for it, where it named one. */
  code?: string;
  /** For whoever runs the page, in English; not for the person. */
  description: string;
}

export type ErrorKind =
  /** This page's origin is none of the service's login domains. */
  | "origin"
  /** The service is not active, or nobody has stated its risk assessment. */
  | "inactive"
  /** The configuration does not fit: an unknown service, another redirect address. */
  | "setup"
  | "too_many"
  /** The provider cannot be reached; it is tried again. */
  | "offline"
  /** The provider answers with an error of its own, or with what nobody can read; it is tried again. */
  | "server"
  /** The page's own server did not send the message (`PUSH`). */
  | "push";
