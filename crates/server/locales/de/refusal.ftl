# Warum etwas abgelehnt wurde, nach seinem festen Code.
#
# .what  für die Person vor der Seite: was geschah, in einem Satz. Die Überschrift der Seite.
# .do    und was sich tun lässt. Die Person kann nicht ändern, wie eine App eingerichtet ist.

-start-again = Gehen Sie zurück zur App und beginnen Sie noch einmal.
-tell-makers = Gehen Sie zurück und versuchen Sie es noch einmal. Geschieht es wieder, sagen Sie es denen, die die App machen.
-ask-operators = Geschieht es wieder, fragen Sie die Betreiber dieses Anmeldedienstes.
-safety-stop = Zu Ihrer Sicherheit haben wir hier angehalten. Sagen Sie es denen, die die App machen.
-still-signed-in = Sie sind noch angemeldet. Auf unserer Startseite können Sie sich abmelden.

# Wenn ein Grund keine eigenen Worte hat.
error-other =
    .what = Unterwegs ging etwas schief.
    .do = { -start-again } { -ask-operators }

## Die Anfrage als solche

refusal-parameter-repeated =
    .what = Die Anfrage sagt etwas zweimal.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = In der Anfrage fehlt etwas.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = Etwas in der Anfrage ist nicht, wie es sein sollte.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = Etwas in der Anfrage ist zu lang.
    .do = { -tell-makers }
refusal-request-malformed =
    .what = Wir konnten die Anfrage nicht lesen.
    .do = { -tell-makers }

## Wie eine App Menschen hierher schickt

refusal-client-unknown =
    .what = Wir kennen die App nicht, die Sie hierher geschickt hat.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = Die App, die Sie hierher geschickt hat, ist nicht in Betrieb.
    .do = Fragen Sie die, die die App machen.
refusal-client-of-another-issuer =
    .what = Diese App wird unter einer anderen Adresse dieses Dienstes benutzt.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = Die App hat nicht gesagt, wohin es danach gehen soll.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = Die App möchte Sie zu einer Adresse bringen, die wir nicht kennen.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = Die App bat um eine Antwort, die wir nicht geben.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = Die App bat um eine Antwort, die nicht für sie bestimmt ist.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = Die App bat um ihre Antwort auf einem Weg, den wir nicht gehen.
    .do = { -tell-makers }
refusal-openid-required =
    .what = Die App bittet um etwas, das sie nicht vorbereitet hat.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = Die App ließ weg, was ihre Anfrage sicher macht.
    .do = { -safety-stop }
refusal-scope-invalid =
    .what = Die App bat um einen Zugriff, den wir nicht lesen können.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = Die App bat um einen Zugriff, der nicht für sie bestimmt ist.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = Die App bat um einen Zugriff, den Ihr Konto nicht hat.
    .do = Sie können zurück zur App gehen. Brauchen Sie diesen Zugriff, bitten Sie die Betreiber des Dienstes darum.
refusal-pkce-required =
    .what = Die App ließ einen Schutz weg, den sie verwenden muss.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = Die App verwendete einen Schutz, der zu schwach ist.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = Die App verwendete einen Schutz nur halb.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = Die App schickte ihre Anfrage in einer Form, die wir nicht annehmen.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = Die App schickte ihre Anfrage in einer Form, die wir nicht annehmen.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = Die App schickte ihre Anfrage in einer Form, die wir nicht annehmen.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = Die Anfrage der App stimmt nicht oder kam nicht von der App.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = Die App schickte dieselbe Anfrage zweimal.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = Die Anfrage der App ist nicht da, wo sie sein sollte.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = Die App hat die Anmeldung auf eine Weise begonnen, die sie nicht verwenden darf.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = Wir wissen nicht, worauf sich die App bezieht.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = Diese Anmeldung ist zu Ende.
    .do = Sie war schon abgeschlossen oder dauerte zu lange. { -start-again }
refusal-registration-unsupported =
    .what = Die App schickte ihre Anfrage in einer Form, die wir nicht annehmen.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = Die App bat um Zugriff auf etwas, das wir nicht kennen.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = Die App bat um Zugriff auf etwas in einer Weise, die wir nicht verstehen.
    .do = { -tell-makers }
refusal-prompt-none-combined =
    .what = Die App bat um zwei Dinge, die einander ausschließen.
    .do = { -tell-makers }
refusal-login-required =
    .what = Sie sind nicht angemeldet.
    .do = Gehen Sie zurück zur App und melden Sie sich an.
refusal-consent-required =
    .what = Die App braucht zuerst Ihre Erlaubnis.
    .do = { -start-again }
refusal-acr-unmet =
    .what = So, wie die App es verlangt, können Sie sich hier nicht anmelden.
    .do = Gehen Sie zurück zur App. Brauchen Sie dies, fragen Sie die, die die App machen.
refusal-sealing-key-missing =
    .what = Die Antwort an die App muss verschlüsselt werden, und wir haben keinen passenden Schlüssel der App.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = Die App hat noch nicht gezeigt, dass sie lesen kann, was wir für sie verschlüsseln.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = Die Schlüssel der App sind gerade nicht erreichbar, und ohne sie geben wir ihr keine Antwort.
    .do = { -tell-makers }
refusal-access-denied =
    .what = Die Anfrage wurde abgelehnt.
    .do = Nichts wurde weitergegeben. Sie können zurück zur App gehen und noch einmal beginnen.

## Anmelden

refusal-login-unknown =
    .what = Diese Anmeldung ist zu Ende.
    .do = Sie war schon abgeschlossen oder dauerte zu lange. { -start-again }
refusal-login-other-browser =
    .what = Diese Anmeldung wurde in einem anderen Browser begonnen.
    .do = Machen Sie dort weiter, wo Sie begonnen haben, oder gehen Sie in diesem Browser zurück zur App und beginnen Sie noch einmal. Cookies müssen erlaubt sein.
refusal-password-wrong =
    .what = Benutzername und Passwort passen nicht zusammen.
    .do = Prüfen Sie beide und versuchen Sie es noch einmal. Beim Passwort kommt es auf Groß- und Kleinschreibung an.
refusal-current-password-wrong =
    .what = Das ist nicht Ihr aktuelles Passwort.
    .do = Versuchen Sie es noch einmal. Es kommt auf Groß- und Kleinschreibung an.
refusal-upstream-cancelled =
    .what = Sie haben die Identifizierung abgebrochen.
    .do = Nichts wurde weitergegeben. Gehen Sie zurück zur App, um es noch einmal zu versuchen oder einen anderen Weg zu wählen.
refusal-upstream-denied =
    .what = Sie haben dem Identifizierungsdienst nicht erlaubt, zu sagen, wer Sie sind.
    .do = Nichts wurde weitergegeben. Gehen Sie zurück zur App, um es noch einmal zu versuchen oder einen anderen Weg zu wählen.
refusal-upstream-acr =
    .what = Sie wurden identifiziert, aber nicht so sicher, wie die App es verlangt.
    .do = Gehen Sie zurück zur App und wählen Sie einen stärkeren Weg, zum Beispiel eine andere Bank.
refusal-upstream-untrusted =
    .what = Der Antwort des Identifizierungsdienstes war nicht zu trauen.
    .do = Niemand wurde damit angemeldet. Gehen Sie zurück zur App und versuchen Sie es noch einmal. Wenn es wieder geschieht, sagen Sie es denen, die diesen Anmeldedienst betreiben.
refusal-upstream-refused =
    .what = Der Identifizierungsdienst hat unsere Anfrage nicht angenommen.
    .do = Gehen Sie zurück zur App und wählen Sie einen anderen Weg, und sagen Sie es denen, die diesen Anmeldedienst betreiben.
refusal-upstream-answered =
    .what = Diese Antwort wurde schon verwendet.
    .do = Eine solche Seite gilt nur einmal. Wenn Sie nicht angemeldet sind, gehen Sie zurück zur App und beginnen Sie noch einmal.
refusal-upstream-unavailable =
    .what = Der Identifizierungsdienst antwortet gerade nicht.
    .do = Gehen Sie zurück zur App und versuchen Sie es gleich noch einmal, oder wählen Sie einen anderen Weg.
refusal-upstream-unlinked =
    .what = Hier ist kein Konto mit der Person verknüpft, die Sie dort sind.
    .do = Melden Sie sich auf andere Weise an und verknüpfen Sie es in Ihrem Konto, oder fragen Sie die, die diesen Anmeldedienst betreiben.
refusal-identity-taken =
    .what = Dieser Weg zur Anmeldung gehört schon zu einem anderen Konto.
    .do = Melden Sie sich damit an, um zu sehen, zu welchem. Wollen Sie ihn hier haben, lösen Sie zuerst dort die Verknüpfung.
refusal-identity-last =
    .what = Das ist der einzige Weg in Ihr Konto.
    .do = Verknüpfen Sie zuerst einen weiteren, oder fragen Sie die Betreiber dieses Anmeldedienstes.
refusal-account-disabled =
    .what = Dieses Konto wurde gesperrt.
    .do = Fragen Sie die, die diesen Anmeldedienst betreiben.
refusal-policy-denied =
    .what = Die Regeln dieses Anmeldedienstes lassen Sie so nicht ein.
    .do = Versuchen Sie es auf andere Weise, oder fragen Sie die, die diesen Anmeldedienst betreiben, und nennen Sie ihnen die Referenz.
refusal-too-many-tries =
    .what = Es waren zu viele Versuche.
    .do = Warten Sie einen Augenblick, bevor Sie es noch einmal versuchen. Haben Sie Ihr Passwort vergessen, bitten Sie die Betreiber dieses Anmeldedienstes um ein neues.
refusal-busy =
    .what = Sehr viele Menschen melden sich gerade an.
    .do = Nichts ist verloren. Warten Sie einen Augenblick und versuchen Sie es noch einmal.
refusal-too-many-requests =
    .what = Von dort, wo Sie sind, kamen zu viele Anfragen.
    .do = Nichts ist verloren. Warten Sie einen Augenblick und versuchen Sie es noch einmal.
refusal-foreign-form =
    .what = Dieses Formular kam nicht von unserer Seite.
    .do = Nichts wurde getan. { -start-again }

## Abmelden

refusal-logout-hint-invalid =
    .what = Die Bitte der App, Sie abzumelden, ließ sich nicht prüfen.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = Die Bitte der App, Sie abzumelden, widerspricht sich selbst.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = Nach dem Abmelden möchte die App Sie zu einer Adresse bringen, die wir nicht kennen.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = Die App möchte Sie nach dem Abmelden irgendwohin bringen, hat aber nicht gesagt, wer sie ist.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = Diese Abmeldung ist zu Ende.
    .do = Sie war schon abgeschlossen oder dauerte zu lange. Sind Sie noch angemeldet, melden Sie sich noch einmal ab.

## Verwaltung

refusal-not-found =
    .what = Unter dieser Adresse gibt es nichts.
    .do = Prüfen Sie die Adresse, oder gehen Sie zurück zur App, aus der Sie kamen.
refusal-method-not-allowed =
    .what = Diese Adresse lässt sich so nicht öffnen.
    .do = Gehen Sie zurück zur App, aus der Sie kamen, und beginnen Sie noch einmal.
refusal-login-name-taken =
    .what = Ein anderes Konto meldet sich mit diesem Namen oder dieser Adresse an.
    .do = Verwenden Sie etwas anderes, oder fragen Sie die Betreiber dieses Anmeldedienstes.
refusal-user-invalid =
    .what = So können wir es nicht speichern.
    .do = Prüfen Sie, was Sie geschrieben haben. Es darf nicht zu lang sein und keine unsichtbaren Zeichen enthalten, und eine E-Mail-Adresse braucht ein @.
refusal-password-unfit =
    .what = Dieses Passwort kann nicht verwendet werden.
    .do = Wählen Sie eines mit 8 bis 256 Zeichen, das nicht Ihr Name oder Ihre Adresse ist.
refusal-connection-unencrypted =
    .what = Andere hätten hier mitlesen können.
    .do = Nichts wurde getan. Öffnen Sie die Seite mit einer Adresse, die mit https beginnt.

## Wir selbst

refusal-store-unavailable =
    .what = Wir erreichen unsere Daten gerade nicht.
    .do = Nichts wurde geändert. Warten Sie einen Augenblick und versuchen Sie es noch einmal.
refusal-outcome-unknown =
    .what = Wir konnten nicht sicherstellen, dass dies gespeichert wurde.
    .do = Warten Sie einen Augenblick. { -start-again }
refusal-internal =
    .what = Bei uns ist etwas kaputtgegangen.
    .do = Es liegt nicht an Ihnen. Versuchen Sie es nach einer Weile noch einmal. { -ask-operators }
