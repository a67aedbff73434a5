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
