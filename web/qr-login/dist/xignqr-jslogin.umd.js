/*! countersign-login 0.1.0 | MIT OR Apache-2.0 */
(function(m){typeof module==="object"&&module.exports?module.exports=m():typeof define==="function"&&define.amd?define([],m):globalThis.XignQRLogin=m()})(function(){"use strict";"use strict";
var library = (() => {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = (target, all2) => {
    for (var name in all2)
      __defProp(target, name, { get: all2[name], enumerable: true });
  };
  var __copyProps = (to, from, except, desc) => {
    if (from && typeof from === "object" || typeof from === "function") {
      for (let key of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key) && key !== except)
          __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
    }
    return to;
  };
  var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

  // src/xignqr.ts
  var xignqr_exports = {};
  __export(xignqr_exports, {
    XignLoginMode: () => LoginMode,
    XignQRLogin: () => XignQRLogin
  });

  // src/config.ts
  var LoginMode = {
    /** A QR code, whose result this page collects; on a phone a button, with the code still at hand. */
    PULL_TOKEN: "PULL_TOKEN",
    /** A button that opens the app on this phone, with the code still at hand. */
    APP_LINK: "APP_LINK",
    /** A message to the phone, sent by the page's own server. */
    PUSH: "PUSH"
  };

  // src/texts/all.ts
  var keys = "name|starting|scan|scanHow|open|here|hereHow|image|showCode|valid|scanned|scannedHow|success|expired|expiredHow|declined|declinedHow|refused|refusedHow|not_me|not_meHow|wrong_number|wrong_numberHow|offline|server|serverHow|too_many|too_manyHow|origin|inactive|setup|ownerHow|asking|email|send|sentHow|sso|again".split("|");
  var all = { en: "Sign in with your phone|One moment…|Scan this code with your phone|Open the camera, or the app, and point it at the code.|Open the app|Sign in with the app on this phone|Come back to this page afterwards.|QR code for signing in|Show a code for another phone|Valid for another {0}|Look at your phone|Type this number there:|Signed in|The time is up|Nobody was signed in. Take your phone and start again.|Declined on the phone|Nobody was signed in. You can start again.|This sign-in was refused|Your phone says why.|Stopped on the phone|Somebody said there: this was not me. Nobody was signed in.|That was not the number|Start again, and type the number that you see here.|No connection|No answer at the moment|We keep trying. You need not do anything.|Too many tries|Wait a minute, then start again.|This page may not use this sign-in|Signing in by phone is not switched on here|This sign-in is not set up properly|Please tell whoever runs this page.|Where shall we send the request?|E-mail address|Send to my phone|If there is a phone for this account, it shows a request now.|Go on without the phone|Start again", fi: "Kirjaudu puhelimella|Pieni hetki…|Skannaa tämä koodi puhelimellasi|Avaa kamera tai sovellus ja osoita sillä koodia.|Avaa sovellus|Kirjaudu tämän puhelimen sovelluksella|Palaa sen jälkeen tälle sivulle.|QR-koodi kirjautumista varten|Näytä koodi toista puhelinta varten|Voimassa vielä {0}|Katso puhelintasi|Kirjoita siihen tämä numero:|Olet kirjautunut|Aika loppui|Ketään ei kirjattu sisään. Ota puhelin esiin ja aloita alusta.|Puhelimessa hylättiin pyyntö|Ketään ei kirjattu sisään. Voit aloittaa alusta.|Kirjautuminen evättiin|Puhelimesi kertoo syyn.|Puhelimessa keskeytettiin pyyntö|Siinä vastattiin: tämä en ollut minä. Ketään ei kirjattu sisään.|Numero oli väärä|Aloita alusta ja kirjoita numero, jonka näet tässä.|Ei yhteyttä|Palvelu ei juuri nyt vastaa|Yritämme uudelleen. Sinun ei tarvitse tehdä mitään.|Liian monta yritystä|Odota minuutti ja aloita alusta.|Tämä sivu ei saa käyttää tätä kirjautumista|Puhelimella kirjautuminen ei ole täällä käytössä|Tätä kirjautumista ei ole määritetty oikein|Ilmoita asiasta sivun ylläpidolle.|Mihin lähetämme pyynnön?|Sähköpostiosoite|Lähetä puhelimeeni|Jos tilillä on puhelin, siinä näkyy nyt pyyntö.|Jatka ilman puhelinta|Aloita alusta", sv: "Logga in med telefonen|Ett ögonblick…|Skanna koden med din telefon|Öppna kameran eller appen och rikta den mot koden.|Öppna appen|Logga in med appen i den här telefonen|Kom sedan tillbaka till den här sidan.|QR-kod för inloggning|Visa en kod för en annan telefon|Gäller i {0} till|Titta på din telefon|Skriv det här numret där:|Du är inloggad|Tiden är ute|Ingen loggades in. Ta fram telefonen och börja om.|Avböjt i telefonen|Ingen loggades in. Du kan börja om.|Inloggningen nekades|Din telefon säger varför.|Stoppat i telefonen|Någon svarade där: det var inte jag. Ingen loggades in.|Numret var fel|Börja om och skriv det nummer som du ser här.|Ingen anslutning|Inget svar just nu|Vi försöker igen. Du behöver inte göra något.|För många försök|Vänta en minut och börja sedan om.|Den här sidan får inte använda inloggningen|Inloggning med telefon är inte påslagen här|Inloggningen är inte rätt inställd|Berätta det för den som driver sidan.|Vart ska vi skicka frågan?|E-postadress|Skicka till min telefon|Om kontot har en telefon visar den nu en förfrågan.|Fortsätt utan telefonen|Börja om", nb: "Logg inn med telefonen|Et øyeblikk…|Skann koden med telefonen din|Åpne kameraet eller appen og rett det mot koden.|Åpne appen|Logg inn med appen på denne telefonen|Kom tilbake til denne siden etterpå.|QR-kode for innlogging|Vis en kode for en annen telefon|Gjelder i {0} til|Se på telefonen din|Skriv inn dette tallet der:|Du er logget inn|Tiden er ute|Ingen ble logget inn. Finn fram telefonen og begynn på nytt.|Avslått på telefonen|Ingen ble logget inn. Du kan begynne på nytt.|Innloggingen ble avvist|Telefonen din sier hvorfor.|Stoppet på telefonen|Noen svarte der: dette var ikke meg. Ingen ble logget inn.|Tallet var feil|Begynn på nytt, og skriv inn tallet du ser her.|Ingen forbindelse|Ikke noe svar akkurat nå|Vi prøver igjen. Du trenger ikke å gjøre noe.|For mange forsøk|Vent et minutt, og begynn på nytt.|Denne siden kan ikke bruke denne innloggingen|Innlogging med telefon er ikke slått på her|Denne innloggingen er ikke satt opp riktig|Si fra til den som driver siden.|Hvor skal vi sende forespørselen?|E-postadresse|Send til telefonen min|Hvis kontoen har en telefon, viser den nå en forespørsel.|Fortsett uten telefonen|Begynn på nytt", de: "Mit dem Telefon anmelden|Einen Augenblick…|Scannen Sie diesen Code mit Ihrem Telefon|Öffnen Sie die Kamera oder die App und richten Sie sie auf den Code.|App öffnen|Mit der App auf diesem Telefon anmelden|Kommen Sie danach auf diese Seite zurück.|QR-Code zum Anmelden|Code für ein anderes Telefon zeigen|Noch {0} gültig|Schauen Sie auf Ihr Telefon|Geben Sie dort diese Zahl ein:|Sie sind angemeldet|Die Zeit ist abgelaufen|Es wurde niemand angemeldet. Nehmen Sie Ihr Telefon und beginnen Sie von vorn.|Auf dem Telefon abgelehnt|Es wurde niemand angemeldet. Sie können von vorn beginnen.|Die Anmeldung wurde verweigert|Ihr Telefon sagt, warum.|Auf dem Telefon abgebrochen|Dort hieß es: Das war nicht ich. Es wurde niemand angemeldet.|Die Zahl war falsch|Beginnen Sie von vorn und geben Sie die Zahl ein, die Sie hier sehen.|Keine Verbindung|Im Augenblick keine Antwort|Wir versuchen es weiter. Sie müssen nichts tun.|Zu viele Versuche|Warten Sie eine Minute und beginnen Sie dann von vorn.|Diese Seite darf diese Anmeldung nicht verwenden|Die Anmeldung mit dem Telefon ist hier nicht eingeschaltet|Diese Anmeldung ist nicht richtig eingerichtet|Bitte sagen Sie dem Betreiber der Seite Bescheid.|Wohin sollen wir die Anfrage senden?|E-Mail-Adresse|An mein Telefon senden|Gehört ein Telefon zu diesem Konto, zeigt es jetzt eine Anfrage.|Ohne Telefon weiter|Von vorn beginnen", fr: "Se connecter avec le téléphone|Un instant…|Scannez ce code avec votre téléphone|Ouvrez l’appareil photo ou l’application et visez le code.|Ouvrir l’application|Se connecter avec l’application de ce téléphone|Revenez ensuite sur cette page.|Code QR de connexion|Afficher un code pour un autre téléphone|Encore valable {0}|Regardez votre téléphone|Saisissez-y ce nombre :|Connexion réussie|Le temps est écoulé|Personne n’a été connecté. Prenez votre téléphone et recommencez.|Refusé sur le téléphone|Personne n’a été connecté. Vous pouvez recommencer.|Connexion refusée|Votre téléphone vous dit pourquoi.|Arrêté sur le téléphone|On y a répondu : ce n’était pas moi. Personne n’a été connecté.|Ce n’était pas le bon nombre|Recommencez et saisissez le nombre affiché ici.|Pas de connexion|Pas de réponse pour le moment|Nous continuons d’essayer. Vous n’avez rien à faire.|Trop d’essais|Attendez une minute, puis recommencez.|Cette page ne peut pas utiliser cette connexion|La connexion par téléphone n’est pas activée ici|Cette connexion est mal configurée|Veuillez prévenir les responsables de cette page.|Où envoyer la demande ?|Adresse e-mail|Envoyer à mon téléphone|Si un téléphone est lié à ce compte, il affiche une demande.|Continuer sans le téléphone|Recommencer", es: "Iniciar sesión con el teléfono|Un momento…|Escanee este código con su teléfono|Abra la cámara o la aplicación y apunte al código.|Abrir la aplicación|Iniciar sesión con la aplicación de este teléfono|Después, vuelva a esta página.|Código QR para iniciar sesión|Mostrar un código para otro teléfono|Válido durante {0} más|Mire su teléfono|Escriba allí este número:|Ha iniciado sesión|Se acabó el tiempo|Nadie ha iniciado sesión. Tome su teléfono y empiece de nuevo.|Rechazado en el teléfono|Nadie ha iniciado sesión. Puede empezar de nuevo.|Inicio de sesión denegado|Su teléfono dice por qué.|Detenido en el teléfono|Allí se respondió: no he sido yo. Nadie ha iniciado sesión.|Ese no era el número|Empiece de nuevo y escriba el número que ve aquí.|Sin conexión|Ahora mismo no hay respuesta|Seguimos intentándolo. No tiene que hacer nada.|Demasiados intentos|Espere un minuto y empiece de nuevo.|Esta página no puede usar este inicio de sesión|El inicio de sesión por teléfono no está activado aquí|Este inicio de sesión no está bien configurado|Avise a quien lleva esta página.|¿Adónde enviamos la solicitud?|Correo electrónico|Enviar a mi teléfono|Si esta cuenta tiene un teléfono, ahora muestra una solicitud.|Continuar sin el teléfono|Empezar de nuevo", ar: "تسجيل الدخول بالهاتف|لحظة من فضلك…|امسح هذا الرمز بهاتفك|افتح الكاميرا أو التطبيق ووجّهه نحو الرمز.|فتح التطبيق|سجّل الدخول بالتطبيق على هذا الهاتف|عُد بعد ذلك إلى هذه الصفحة.|رمز QR لتسجيل الدخول|إظهار رمز لهاتف آخر|صالح لمدة {0}|انظر إلى هاتفك|اكتب هذا الرقم هناك:|تم تسجيل دخولك|انتهى الوقت|لم يُسجَّل دخول أحد. أحضر هاتفك وابدأ من جديد.|رُفض الطلب على الهاتف|لم يُسجَّل دخول أحد. يمكنك البدء من جديد.|رُفض تسجيل الدخول|هاتفك يوضّح السبب.|أُوقف الطلب على الهاتف|قيل هناك: لم أكن أنا. لم يُسجَّل دخول أحد.|لم يكن الرقم صحيحًا|ابدأ من جديد واكتب الرقم الذي تراه هنا.|لا يوجد اتصال|لا توجد استجابة الآن|نواصل المحاولة. لا حاجة إلى أن تفعل شيئًا.|محاولات كثيرة جدًا|انتظر دقيقة ثم ابدأ من جديد.|لا يحق لهذه الصفحة استخدام تسجيل الدخول هذا|تسجيل الدخول بالهاتف غير مفعّل هنا|تسجيل الدخول هذا غير مُعدّ على نحو صحيح|يُرجى إبلاغ القائمين على هذه الصفحة.|إلى أين نرسل الطلب؟|البريد الإلكتروني|إرسال إلى هاتفي|إن كان لهذا الحساب هاتف، فسيظهر عليه طلب الآن.|المتابعة بلا هاتف|البدء من جديد" };
  for (const tag in all) all[tag] = Object.fromEntries(all[tag].split("|").map((text, at) => [keys[at], text]));
  var ALL = all;

  // src/language.ts
  function languageOf(wanted) {
    const tags = wanted.map((tag2) => String(tag2).toLowerCase().split(/[-_]/)[0].replace(/^n[no]$/, "nb"));
    const tag = tags.find((tag2) => Object.hasOwn(ALL, tag2)) ?? "en";
    return { tag, dir: tag === "ar" ? "rtl" : "ltr", texts: ALL[tag] };
  }

  // src/browser.ts
  var isPhone = () => matchMedia("(pointer: coarse) and (max-width: 40rem), (pointer: coarse) and (max-height: 30rem)").matches;
  function world(name) {
    return {
      fetch: (...request) => fetch(...request),
      now: () => Date.now(),
      after: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
      visible: () => document.visibilityState === "visible",
      random: () => Math.random(),
      // A page may be forbidden to keep anything.
      keep: (kept) => {
        try {
          if (kept) sessionStorage.setItem(name, JSON.stringify(kept));
          else sessionStorage.removeItem(name);
        } catch {
        }
      },
      kept: () => {
        try {
          return JSON.parse(sessionStorage.getItem(name) ?? "null");
        } catch {
          return void 0;
        }
      }
    };
  }

  // src/provider.ts
  var Refused = class extends Error {
    constructor(kind, message, code = "", after = 0) {
      super(message);
      this.kind = kind;
      this.code = code;
      this.after = after;
    }
    kind;
    code;
    after;
  };
  var Provider = class {
    #base;
    #fetch;
    constructor(managerUri, send) {
      this.#base = managerUri.replace(/\/+$/, "");
      this.#fetch = send;
    }
    /** A new attempt, or with one in hand its next code. */
    async code(asked, signal) {
      const code = await this.#post("qrcode", asked, signal);
      const drawn = code.svg?.size > 0 && /^[MmLlHhVvZz\d\s.,-]+$/.test(code.svg.path);
      if (!drawn || !isWeb(code.appLink) || !code.token) throw new Refused("server", "The provider's answer has no code to show");
      if (code.ssoUri && !isWeb(code.ssoUri)) delete code.ssoUri;
      return code;
    }
    /** Waits until the attempt stands otherwise than what was `seen`, for at most `wait` seconds. */
    async standing({ loginSessionId, token }, seen, wait, signal) {
      const asked = { loginSessionId, token, wait, ...seen && { seen } };
      const standing = await this.#post("authentication-response", asked, signal);
      if (!standing.status) throw new Refused("server", "The provider's answer says no status");
      return standing;
    }
    async #post(path, body, signal) {
      const send = this.#fetch;
      let response;
      try {
        response = await send(`${this.#base}/api/rp/${path}`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
          credentials: "omit",
          cache: "no-store",
          signal
        });
      } catch (error) {
        throw await this.#unheard(error, signal);
      }
      const said = await response.json().catch(() => 0) || {};
      if (response.ok) return said;
      const code = String(said.code ?? said.error ?? "");
      const message = String(said.error_description ?? `The provider answers ${response.status}`);
      throw new Refused(kindOf(response.status, code), message, code, Number(response.headers.get("Retry-After")) || 0);
    }
    /**
     * Why nothing was heard. A browser tells a page neither that its origin is refused nor that there is no
     * network: both are one error. So something is asked for that every origin may read.
     */
    async #unheard(error, signal) {
      const send = this.#fetch;
      const reached = await send(`${this.#base}/js/countersign-login.js`, {
        method: "HEAD",
        credentials: "omit",
        cache: "no-store",
        signal
      }).then(
        (response) => response.ok,
        () => false
      );
      return reached ? new Refused("origin", "The provider can be reached, but not from this origin: is it one of the service's login domains?") : new Refused("offline", `The provider cannot be reached; a policy of this page may forbid it (connect-src): ${error}`);
    }
  };
  function kindOf(status, code) {
    if (status === 404 || status === 410) return "over";
    if (status === 429) return "too_many";
    if (status >= 500) return "server";
    if (/origin|domain/.test(code)) return "origin";
    return /inactive|risk/.test(code) ? "inactive" : "setup";
  }
  var isWeb = (address) => /^https?:\/\//i.test(String(address));

  // src/machine.ts
  var WAIT = 25;
  var UNANSWERED = (WAIT + 10) * 1e3;
  var BREATH = 1e3;
  var LONGEST_BACKOFF = 15e3;
  var ABORTED = ["not_me", "wrong_number", "refused"];
  var FOREVER = 2147483647;
  var Machine = class {
    #provider;
    #world;
    #asked;
    #told;
    #run = new AbortController();
    #view = { status: "stopped", codeEnds: 0, lost: false };
    #wakers = /* @__PURE__ */ new Set();
    constructor(managerUri, asked, world2, told) {
      this.#world = world2;
      this.#asked = asked;
      this.#told = told;
      this.#provider = new Provider(managerUri, world2.fetch);
    }
    get view() {
      return this.#view;
    }
    /** Begins anew, whatever was before; goes on with an attempt that a reload interrupted. */
    start() {
      const signal = this.#anew("starting");
      const kept = this.#world.kept();
      void this.#guard(signal, kept && kept.until > this.#world.now() ? this.#follow(kept, signal, true) : this.#begin(signal));
    }
    /** Begins anew without looking back. */
    again() {
      this.#world.keep(void 0);
      this.start();
    }
    /** Waits until the person says where to send a message. */
    ask() {
      this.#anew("asking");
    }
    /** Goes on with what the page's own server began. */
    push(begun) {
      const signal = this.#anew("starting");
      const go = async () => {
        const { loginSessionId, token, attemptExpiresIn = 120 } = await begun.catch((error) => {
          throw new Refused("push", `The page's own server did not send the message: ${error?.message ?? error}`);
        });
        if (signal.aborted) return;
        const until = this.#world.now() + attemptExpiresIn * 1e3;
        this.#show({ status: "pending" });
        await this.#pull({ loginSessionId, token, until }, signal, () => this.#end("expired"), "pending");
      };
      void this.#guard(signal, go());
    }
    stop() {
      this.#anew("stopped");
    }
    /** The page is seen again, the network is back, or the machine slept: whatever waits, looks again. */
    wake() {
      for (const waker of [...this.#wakers]) waker();
    }
    #anew(status) {
      this.#run.abort();
      this.#run = new AbortController();
      this.#view = { status, codeEnds: 0, lost: false };
      this.#told.view(this.#view);
      return this.#run.signal;
    }
    /** Whether a phone has the request: then there is no code to show any more. */
    #isScanned() {
      return this.#view.status === "scanned";
    }
    #show(change2) {
      this.#view = { ...this.#view, ...change2 };
      this.#told.view(this.#view);
    }
    #end(status, error) {
      this.#run.abort();
      this.#world.keep(void 0);
      this.#show({ status, error, code: void 0, number: void 0, lost: false });
      if (error) this.#told.error(error);
    }
    /** What stops a run is told, unless the run itself was stopped. */
    async #guard(signal, run) {
      try {
        await run;
      } catch (error) {
        if (!signal.aborted) this.#end("failed", problem(error));
      }
    }
    async #begin(signal) {
      const code = await this.#patiently(signal, () => this.#provider.code(this.#asked, signal));
      if (!code) return;
      const attempt = { loginSessionId: code.loginSessionId, token: code.token, until: 0 };
      this.#take(attempt, code);
      await this.#follow(attempt, signal, false);
    }
    /** Renews the codes of an attempt and waits for its result, at the same time. */
    async #follow(attempt, signal, resumed) {
      let unseen = resumed;
      const ended = async () => {
        if (this.#isScanned() || !unseen && this.#world.visible()) return this.#end("expired");
        this.#world.keep(void 0);
        while (!this.#world.visible()) await this.#pause(FOREVER, signal);
        if (!signal.aborted) this.start();
      };
      const first = this.#view.code ? "pending" : "";
      const renewing = this.#renew(attempt, signal, () => unseen = false);
      await Promise.all([renewing, this.#pull(attempt, signal, ended, first)]);
    }
    async #renew(attempt, signal, shown) {
      const { loginSessionId, token } = attempt;
      for (; ; ) {
        const now = this.#world.now();
        if (this.#view.codeEnds > now) {
          shown();
          await this.#pause(this.#view.codeEnds - now, signal);
        } else if (!this.#world.visible()) {
          await this.#pause(FOREVER, signal);
        } else if (!this.#isScanned() && !(attempt.until && attempt.until - now < BREATH)) {
          const code = await this.#patiently(
            signal,
            () => this.#provider.code({ loginSessionId, token }, signal).catch((error) => {
              if (error.kind === "over") return void 0;
              throw error;
            })
          );
          if (!code || this.#isScanned()) return;
          this.#take(attempt, code);
        } else return;
        if (signal.aborted) return;
      }
    }
    #take(attempt, code) {
      const now = this.#world.now();
      attempt.until = now + code.attemptExpiresIn * 1e3;
      attempt.ssoUri = code.ssoUri ??= attempt.ssoUri;
      this.#world.keep(attempt);
      this.#show({ status: "pending", code, codeEnds: now + Math.max(code.expiresIn * 1e3, BREATH), lost: false });
    }
    async #pull(attempt, signal, ended, seen) {
      for (; ; ) {
        const asked = this.#world.now();
        const standing = await this.#patiently(signal, () => this.#wait(attempt, seen, signal));
        if (signal.aborted) return;
        if (!standing || standing.status === "expired") return void await ended();
        if (standing.attemptExpiresIn) attempt.until = this.#world.now() + standing.attemptExpiresIn * 1e3;
        switch (standing.status) {
          case "success":
            this.#end("success");
            return this.#told.done(String(standing.code), standing.redirectUri);
          case "aborted":
            return this.#end(ABORTED.find((reason) => reason === standing.reason) ?? "declined");
          case "scanned":
            this.#show({ status: "scanned", number: String(standing.number), lost: false });
            break;
          default:
            if (this.#view.lost) this.#show({ lost: false });
        }
        const isNews = standing.status === "ready" && seen !== "ready";
        seen = standing.status;
        if (isNews) continue;
        const left = asked + BREATH - this.#world.now();
        if (left > 0) await this.#pause(left, signal);
      }
    }
    /** One question to the provider, given up only when it must be dead: its answer may be the one result. */
    async #wait(attempt, seen, signal) {
      const one = new AbortController();
      const stop = () => one.abort();
      signal.addEventListener("abort", stop);
      const dead = this.#world.now() + UNANSWERED;
      const look = () => this.#world.now() >= dead && stop();
      const cancel = this.#world.after(UNANSWERED, look);
      this.#wakers.add(look);
      try {
        const wait = this.#view.lost || seen === "ready" ? 0 : WAIT;
        return await this.#provider.standing(attempt, seen, wait, one.signal);
      } catch (error) {
        if (error.kind === "over") return void 0;
        throw error;
      } finally {
        cancel();
        this.#wakers.delete(look);
        signal.removeEventListener("abort", stop);
      }
    }
    /** Asks until there is an answer, ever more seldom. Nothing where the run was stopped; throws what stays. */
    async #patiently(signal, ask) {
      for (let failures = 0; ; failures += 1) {
        try {
          const answer = await ask();
          return signal.aborted ? void 0 : answer;
        } catch (error) {
          if (signal.aborted) return void 0;
          const { kind, after, code } = error;
          const begun = this.#view.status !== "starting";
          const broken = kind === "offline" || kind === "origin" && !code && (begun || !failures);
          if (!broken && kind !== "server" && !(kind === "too_many" && begun)) throw error;
          if (!this.#view.lost && kind !== "origin") {
            this.#show({ lost: true, error: problem(error) });
            this.#told.error(problem(error));
          }
          const backoff = Math.min(BREATH * 2 ** failures, LONGEST_BACKOFF) * (0.5 + this.#world.random() / 2);
          await this.#pause(Math.max(after * 1e3, backoff), signal);
          while (!this.#world.visible() && failures > 8 && !signal.aborted) await this.#pause(FOREVER, signal);
        }
      }
    }
    /** Ends after so many milliseconds, when woken, or when the run is stopped. */
    #pause(milliseconds, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const go = () => {
          cancel();
          this.#wakers.delete(go);
          signal.removeEventListener("abort", go);
          resolve();
        };
        const cancel = this.#world.after(milliseconds, go);
        this.#wakers.add(go);
        signal.addEventListener("abort", go);
      });
    }
  };
  function problem(error) {
    const { kind = "server", message, code } = error;
    return { kind: kind === "over" ? "setup" : kind, description: message, ...code && { code } };
  }

  // src/style.css
  var style_default = ":host{--_ink:var(--countersign-ink,light-dark(#1b2522,#e9eeea));--_soft:var(--countersign-soft,light-dark(#53605b,#a6b2ac));--_paper:var(--countersign-paper,light-dark(#fffefb,#161d1b));--_rule:var(--countersign-rule,light-dark(#dad6ca,#2b3532));--_accent:var(--countersign-accent,light-dark(#1d4d42,#a9d6c6));--_on-accent:var(--countersign-on-accent,light-dark(#fff,#0d1f1a));--_alert:var(--countersign-alert,light-dark(#8f2318,#ffb4a6));--_focus:var(--countersign-focus,light-dark(#b9622a,#e8a46c));--_radius:var(--countersign-radius,.75rem);display:block;max-width:var(--countersign-width,22rem);font:1rem/1.5 var(--countersign-font,system-ui,sans-serif);letter-spacing:normal;text-align:start;text-transform:none}:host([hidden]),[hidden]{display:none!important}:host([data-theme=light]){color-scheme:light}:host([data-theme=dark]){color-scheme:dark}*,:before,:after{box-sizing:border-box}.box{display:flex;flex-direction:column;align-items:center;gap:1rem;padding:1.25rem;border:1px solid var(--_rule);border-radius:var(--_radius);background:var(--_paper);color:var(--_ink);text-align:center;overflow-wrap:anywhere}p{margin:0;text-wrap:balance}.title{font-size:1.1875rem;font-weight:600;line-height:1.3}.how{margin-top:.25rem;color:var(--_soft)}.bad .title{color:var(--_alert)}.number{margin-top:.5rem;font:600 4rem/1.2 ui-monospace,monospace;letter-spacing:.12em;text-indent:.12em}.frame{width:min(100%,var(--countersign-size,15rem));aspect-ratio:1;border-radius:calc(var(--_radius)*.67);overflow:hidden;background:#fff;forced-color-adjust:none}.frame svg{display:block;width:100%;height:100%;transition:opacity .2s}.stale svg{opacity:.12}.empty{background:var(--_rule);animation:breathe 2s ease-in-out infinite alternate}@keyframes breathe{0%{opacity:.4}to{opacity:.75}}.time{width:min(100%,var(--countersign-size,15rem));color:var(--_soft);font-size:.875rem;font-variant-numeric:tabular-nums}.bar{display:block;height:.25rem;margin-bottom:.375rem;border-radius:1rem;overflow:hidden;background:var(--_rule)}.bar span{display:block;height:100%;border-radius:inherit;background:var(--_accent);transform-origin:left;transition:transform 1s linear}[dir=rtl] .bar span{transform-origin:right}form{width:100%;text-align:start}label{display:block;font-weight:600}input{width:100%;min-height:2.75rem;margin:.25rem 0 .75rem;padding:.5rem .75rem;border:1px solid var(--_soft);border-radius:calc(var(--_radius)*.67);background:transparent;color:inherit;font:inherit}button,.go{display:flex;align-items:center;justify-content:center;width:100%;min-height:2.75rem;padding:.5rem 1rem;border:1px solid transparent;border-radius:calc(var(--_radius)*.67);background:var(--_accent);color:var(--_on-accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}.quiet{margin-block:-.375rem;border-color:transparent;background:none;color:var(--_accent);font-weight:400;text-decoration:underline;text-underline-offset:.2em}button:hover,.go:hover{text-decoration:underline;text-underline-offset:.2em}:focus-visible{outline:3px solid var(--_focus);outline-offset:2px}@media(forced-colors:active){button,.go{border-color:currentColor}.bar span{background:Highlight}}@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}";

  // src/dress.ts
  function dress(root, nonce) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style_default);
      root.adoptedStyleSheets = [sheet];
    } catch {
      const style = document.createElement("style");
      if (nonce) style.nonce = nonce;
      style.textContent = style_default;
      root.append(style);
    }
  }

  // src/view.ts
  function words({ status, code, lost, error }, texts, here) {
    if (status === "failed" || lost && status !== "scanned") {
      const kind = error?.kind ?? "server";
      if (kind === "origin" || kind === "inactive" || kind === "setup") return [texts[kind], texts.ownerHow];
      if (kind === "push") return [texts.server, texts.too_manyHow];
      if (!lost) return [texts[kind], kind === "too_many" ? texts.too_manyHow : texts.serverHow];
      return [kind === "offline" ? texts.offline : texts.server, texts.serverHow];
    }
    switch (status) {
      case "starting":
      case "success":
      case "asking":
        return [texts[status], ""];
      case "pending":
        if (!code) return [texts.scanned, texts.sentHow];
        return here ? [texts.here, texts.hereHow] : [texts.scan, texts.scanHow];
      case "stopped":
        return ["", ""];
      default:
        return [texts[status], texts[`${status}How`]];
    }
  }

  // src/panel.ts
  var SVG = "http://www.w3.org/2000/svg";
  var ENDED = ["expired", "declined", "not_me", "wrong_number", "refused", "failed"];
  var Panel = class {
    #manner;
    #texts;
    #box = make("section", "box");
    #say = make("div", "say");
    #title = make("p", "title");
    #how = make("p", "how");
    #number = make("p", "number");
    #frame = make("div", "frame");
    #image = document.createElementNS(SVG, "svg");
    #path = document.createElementNS(SVG, "path");
    #time = make("div", "time");
    #done = make("span");
    #left = make("span");
    #open = make("a", "go");
    #form = make("form");
    #email = make("input");
    #sso = make("a", "go quiet");
    #swap = make("button", "quiet");
    #again = make("button");
    #seconds;
    #here;
    constructor(root, manner, pressed) {
      const { language, nonce } = manner;
      const texts = language.texts;
      this.#manner = manner;
      this.#texts = texts;
      this.#here = manner.here;
      this.#seconds = new Intl.NumberFormat(language.tag, { style: "unit", unit: "second", unitDisplay: "long" });
      this.#box.lang = language.tag;
      this.#box.dir = language.dir;
      this.#box.setAttribute("aria-label", texts.name);
      this.#say.setAttribute("role", "status");
      this.#say.tabIndex = -1;
      this.#number.dir = "ltr";
      this.#say.append(this.#title, this.#how, this.#number);
      this.#image.setAttribute("role", "img");
      this.#image.setAttribute("aria-label", texts.image);
      this.#image.setAttribute("shape-rendering", "crispEdges");
      this.#image.append(this.#path);
      this.#frame.append(this.#image);
      this.#time.setAttribute("role", "timer");
      const bar = make("span", "bar");
      bar.append(this.#done);
      this.#time.append(bar, this.#left);
      this.#open.textContent = texts.open;
      this.#open.target = "_blank";
      this.#open.rel = "noopener noreferrer";
      this.#sso.textContent = texts.sso;
      const label = make("label");
      label.textContent = texts.email;
      label.htmlFor = this.#email.id = "identifier";
      this.#email.type = "email";
      this.#email.autocomplete = "username";
      this.#email.required = true;
      const send = make("button");
      send.textContent = texts.send;
      this.#form.append(label, this.#email, send);
      this.#form.onsubmit = (event) => {
        event.preventDefault();
        pressed.ask(this.#email.value.trim());
      };
      this.#swap.type = this.#again.type = "button";
      this.#again.textContent = texts.again;
      this.#again.onclick = () => pressed.again();
      this.#swap.onclick = () => {
        this.#here = !this.#here;
        if (this.#seen) this.show(this.#seen, this.#at);
      };
      this.#box.append(this.#say, this.#form, this.#open, this.#frame, this.#time, this.#again, this.#sso, this.#swap);
      dress(root, nonce);
      root.append(this.#box);
    }
    #seen;
    #at = 0;
    /** Shows how it stands at this time, and the seconds that are left. */
    show(view, now) {
      this.#seen = view;
      this.#at = now;
      const { status, code, lost } = view;
      const texts = this.#texts;
      const focused = this.#box.getRootNode().activeElement;
      const coding = status === "starting" || status === "pending" && !!code;
      const ended = ENDED.includes(status);
      const [title, how] = words(view, texts, this.#here);
      write(this.#title, title);
      write(this.#how, how);
      write(this.#number, status === "scanned" && view.number || "");
      this.#box.dataset["status"] = status;
      this.#box.classList.toggle("bad", status === "failed" || status === "wrong_number" || status === "not_me");
      const stale = view.codeEnds <= now;
      show(this.#frame, coding && !this.#here && !(this.#manner.push && !code));
      show(this.#image, !!code);
      this.#frame.classList.toggle("empty", !code);
      this.#frame.classList.toggle("stale", stale);
      if (code) {
        const { size, path } = code.svg;
        change(this.#image, "viewBox", `0 0 ${size} ${size}`);
        change(this.#path, "d", path);
        change(this.#open, "href", code.appLink);
        if (code.ssoUri) change(this.#sso, "href", code.ssoUri);
      }
      const left = Math.ceil((view.codeEnds - now) / 1e3);
      show(this.#time, !!code && coding && !this.#here && !stale && !lost);
      if (code) {
        write(this.#left, texts.valid.replace("{0}", this.#seconds.format(Math.max(left, 0))));
        this.#done.style.transform = `scaleX(${Math.min(1, Math.max(0, left / code.expiresIn))})`;
      }
      show(this.#open, !!code && coding && this.#here);
      show(this.#sso, !!code?.ssoUri && coding);
      show(this.#form, status === "asking");
      show(this.#again, ended);
      write(this.#swap, this.#here ? texts.showCode : texts.here);
      show(this.#swap, !!code && coding && this.#manner.here);
      if (focused instanceof HTMLElement && focused.closest("[hidden]")) (ended ? this.#again : this.#say).focus();
    }
  };
  function make(name, classes = "") {
    const element = document.createElement(name);
    if (classes) element.className = classes;
    return element;
  }
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
    show(element, text !== "");
  }
  function change(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  function show(element, shown) {
    element.toggleAttribute("hidden", !shown);
  }

  // src/version.ts
  var VERSION = "0.1.0";

  // src/login.ts
  var SLEPT = 5e3;
  var Login = class {
    #config;
    #mayGo;
    #stop;
    /** `mayGo` is asked before the browser goes to the redirect address. */
    constructor(config, mayGo = () => true) {
      this.#config = config;
      this.#mayGo = mayGo;
    }
    /** Writes which version this is to the console. */
    static printVersion() {
      console.info(`countersign-login ${VERSION}`);
      return VERSION;
    }
    /** Shows the panel and begins. Does nothing where it has begun. */
    start() {
      const config = this.#config;
      const container = config.container ?? document.getElementById(config.containerId ?? "");
      if (!container) return this.#tell({ kind: "setup", description: `There is no element with the id "${config.containerId}"` });
      this.#stop ??= this.#show(container);
    }
    /** Takes the panel away and asks nothing any more. */
    stop() {
      this.#stop?.();
      this.#stop = void 0;
    }
    #show(container) {
      const config = this.#config;
      const push = config.mode === LoginMode.PUSH;
      const host = document.createElement("div");
      if (config.theme) host.dataset["theme"] = config.theme;
      const lang = container.closest("[lang]")?.getAttribute("lang");
      const panel = new Panel(
        host.attachShadow({ mode: "open" }),
        {
          language: languageOf([config.language, lang, ...navigator.languages]),
          here: config.mode === LoginMode.APP_LINK || !push && isPhone(),
          push,
          nonce: config.nonce
        },
        { again: () => begin(true), ask: (identifier) => send(identifier) }
      );
      container.append(host);
      let status = "";
      const asked = {
        clientId: config.clientId,
        redirectUri: config.redirectUri,
        mode: config.mode ?? LoginMode.PULL_TOKEN,
        useSSO: config.useSSO === true,
        ...config.language && { language: config.language }
      };
      const machine = new Machine(config.managerUri, asked, world(`countersign-login ${config.clientId} ${config.redirectUri}`), {
        view: (view) => {
          panel.show(view, Date.now());
          if (view.status !== status) config.onStatus?.(status = view.status);
        },
        done: (code, redirectUri) => this.#done(code, redirectUri),
        error: (error) => this.#tell(error)
      });
      const send = (identifier) => {
        const begun = (async () => {
          if (!config.push) throw new Error("the configuration has no function `push`");
          return config.push(identifier);
        })();
        machine.push(begun);
      };
      const begin = (again) => {
        if (!push) return again ? machine.again() : machine.start();
        return config.identifier ? send(config.identifier) : machine.ask();
      };
      let ticked = Date.now();
      const ticking = setInterval(() => {
        const now = Date.now();
        if (now - ticked > SLEPT) machine.wake();
        ticked = now;
        panel.show(machine.view, now);
      }, 1e3);
      const wake = () => machine.wake();
      const back = (event) => event.persisted && machine.view.status === "success" ? begin(true) : wake();
      document.addEventListener("visibilitychange", wake);
      addEventListener("online", wake);
      addEventListener("pageshow", back);
      begin(false);
      return () => {
        clearInterval(ticking);
        document.removeEventListener("visibilitychange", wake);
        removeEventListener("online", wake);
        removeEventListener("pageshow", back);
        machine.stop();
        host.remove();
      };
    }
    #done(code, told) {
      const { onAuthentication } = this.#config;
      const redirectUri = this.#config.redirectUri || told;
      if (onAuthentication) return onAuthentication(code);
      if (!this.#mayGo(code)) return;
      if (!redirectUri || !isWeb(redirectUri)) return this.#tell({ kind: "setup", description: `No address to go to: ${redirectUri}` });
      location.assign(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}code=${encodeURIComponent(code)}`);
    }
    #tell(error) {
      console.error(`[countersign-login] ${error.kind}${error.code ? ` (${error.code})` : ""}: ${error.description}`);
      this.#config.onError?.(error);
    }
  };

  // src/xignqr.ts
  var XignQRLogin = class extends Login {
  };
  return __toCommonJS(xignqr_exports);
})();
return library});
