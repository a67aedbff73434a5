# What mails and text messages say.

mail-trial-subject = Ein Test von { -brand }
mail-trial-words = Mit dieser Nachricht wurde der Versandweg { $sender } ausprobiert. Sie ist angekommen, und es ist nichts weiter zu tun.

mail-code-subject = Ihr Code zur Anmeldung
mail-code-lead = Mit diesem Code melden Sie sich bei { $client } an:
mail-code-lead-own = Mit diesem Code melden Sie sich an:
mail-code-minutes =
    { $count ->
        [one] Er gilt { $count } Minute lang, und einmal.
       *[other] Er gilt { $count } Minuten lang, und einmal.
    }
mail-code-warn = Sagen Sie ihn niemandem. Haben Sie nicht darum gebeten, kennt vielleicht jemand Ihr Passwort: Ändern Sie es.
sms-code = { $code } ist Ihr Code zur Anmeldung. Sagen Sie ihn niemandem.

mail-notice-app-added = Ihrem Konto wurde eine Authenticator-App hinzugefügt
mail-notice-app-added-words = Von jetzt an bestätigt eine Authenticator-App, wer Sie sind, wenn Sie sich bei { $host } anmelden.
mail-notice-passkey-added = Ihrem Konto wurde ein Passkey hinzugefügt
mail-notice-passkey-added-words = Von jetzt an öffnet ein Passkey Ihr Konto bei { $host }.
mail-notice-codes-made = Neue Wiederherstellungscodes für Ihr Konto
mail-notice-codes-made-words = Für Ihr Konto bei { $host } wurden neue Wiederherstellungscodes erstellt. Die bisherigen gelten nicht mehr.
mail-notice-app-removed = Eine Authenticator-App wurde aus Ihrem Konto entfernt
mail-notice-app-removed-words = Eine Authenticator-App bestätigt bei { $host } nicht mehr, wer Sie sind.
mail-notice-passkey-removed = Ein Passkey wurde aus Ihrem Konto entfernt
mail-notice-passkey-removed-words = Ein Passkey öffnet Ihr Konto bei { $host } nicht mehr.
mail-notice-codes-removed = Ihre Wiederherstellungscodes wurden entfernt
mail-notice-codes-removed-words = Die Wiederherstellungscodes Ihres Kontos bei { $host } gelten nicht mehr.
mail-notice-reset = Ihre zusätzlichen Schritte bei der Anmeldung wurden entfernt
mail-notice-reset-words = Wer { $host } betreibt, hat Ihre Authenticator-Apps, Passkeys und Wiederherstellungscodes entfernt. Das geschieht, wenn jemand sagt, sie seien verloren. Melden Sie sich an und richten Sie neue ein.
mail-notice-copied = Einer Ihrer Passkeys wurde vielleicht kopiert
mail-notice-copied-words = Bei { $host } hat jemand einen Passkey Ihres Kontos so benutzt, wie man eine Kopie davon benutzen würde. Die Anmeldung wurde abgewiesen.
mail-notice-copied-then = Entfernen Sie diesen Passkey aus Ihrem Konto, erstellen Sie einen neuen und sagen Sie es denen, die den Dienst betreiben.
mail-notice-password = Das Passwort Ihres Kontos wurde geändert
mail-notice-password-words = Ihr Konto bei { $host } hat ein neues Passwort. Alle anderen Geräte wurden abgemeldet.
mail-notice-removed = Ihr Konto wurde gelöscht
mail-notice-removed-words = Ihr Konto bei { $host } wurde mit allem gelöscht, was dazugehörte. Niemand kann es zurückholen.
mail-notice-removed-then = Waren Sie es nicht, sagen Sie es denen, die den Dienst betreiben.
mail-notice-name = Der Name: { $name }
mail-notice-then = Waren Sie das selbst, ist nichts zu tun. Wenn nicht, ist vielleicht jemand anders in Ihrem Konto: Ändern Sie sofort Ihr Passwort und sagen Sie es denen, die den Dienst betreiben.
mail-notice-account = Zu Ihrem Konto

mail-reset-subject = Neues Passwort wählen
mail-reset-lead = Jemand, vermutlich Sie, sagt, dass Sie Ihr Passwort vergessen haben. Mit diesem Link wählen Sie ein anderes.
mail-reset-link = Neues Passwort wählen
mail-reset-minutes =
    { $count ->
        [one] Er gilt { $count } Minute und nur einmal.
       *[other] Er gilt { $count } Minuten und nur einmal.
    }
mail-reset-warn = Waren Sie es nicht, müssen Sie nichts tun: Es hat sich nichts geändert.
mail-reset-otherwise = Jemand, vermutlich Sie, bittet um ein neues Passwort für Ihr Konto. Es hat kein Passwort: Sie melden sich über einen anderen Dienst an, etwa den Ihrer Organisation oder Ihrer Bank.
mail-reset-front = Zur Anmeldeseite

mail-register-subject = Ihr Konto
mail-register-lead = Mit diesem Code bestätigen Sie Ihre E-Mail-Adresse und legen ein Konto an, um zu { $client } zu gelangen:
mail-register-lead-own = Mit diesem Code bestätigen Sie Ihre E-Mail-Adresse und legen ein Konto an:
mail-register-link = Stattdessen mit einem Link bestätigen
mail-register-warn = Wenn Sie das nicht wollten, brauchen Sie nichts zu tun. Geben Sie den Code niemandem.
mail-register-known = Jemand, wahrscheinlich Sie, wollte mit dieser Adresse ein Konto anlegen. Es gibt schon eines: Melden Sie sich an wie immer, oder wählen Sie ein neues Passwort, wenn Sie es vergessen haben.
mail-invite-subject = Eine Einladung zu { $host }
mail-invite-lead = Sie sind eingeladen, ein Konto bei { $host } anzulegen.
mail-invite-link = Konto anlegen
mail-invite-warn = Der Link ist nur für Sie bestimmt und gilt einmal.

mail-change-subject = Eine andere E-Mail-Adresse
mail-change-lead = Mit diesem Code bestätigen Sie, dass Ihr Konto bei { $host } die E-Mail-Adresse { $address } haben soll:
mail-change-none = Mit diesem Code bestätigen Sie, dass Ihr Konto bei { $host } keine E-Mail-Adresse haben soll:
mail-change-known = Jemand, wahrscheinlich Sie, wollte diese Adresse für ein Konto bei { $host } benutzen. Ein anderes Konto dort hat sie schon.
mail-change-warn = Geben Sie den Code niemandem. Wenn Sie das nicht wollten, kennt vielleicht jemand Ihr Passwort: Ändern Sie es.
mail-notice-email = Die E-Mail-Adresse Ihres Kontos wurde geändert
mail-notice-email-words = Ihr Konto bei { $host } hat diese E-Mail-Adresse nicht mehr, oder sie wurde geändert.
mail-notice-number = Die Mobilnummer Ihres Kontos wurde geändert
mail-notice-number-words = Ihr Konto bei { $host } hat eine andere Mobilnummer oder keine.

mail-ciba-subject = { $client } fragt Sie
mail-ciba-lead = { $client } bittet Sie, sich anzumelden und Ja oder Nein zu sagen.
mail-ciba-message = Die App sagt: { $message }
mail-ciba-link = Antworten
mail-ciba-warn = Haben Sie das nicht selbst begonnen, sagen Sie Nein oder tun Sie nichts: Dann bekommt die App nichts.
mail-notice-phone-added = Ihrem Konto wurde ein Telefon hinzugefügt
mail-notice-phone-added-words = Von jetzt an antwortet bei { $host } ein Telefon für Sie.
mail-notice-phone-removed = Von Ihrem Konto wurde ein Telefon entfernt
mail-notice-phone-removed-words = Bei { $host } antwortet ein Telefon nicht mehr für Sie.
