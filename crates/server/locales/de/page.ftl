# Was die Seiten sagen. Eine Kennung beginnt mit der Seite, auf der ihr Text steht.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problem: { $title }

login-title = Anmelden
login-lead = und weiter zu { $client }
login-account = Welches Konto nutzen Sie?
login-account-organisation = Konto der Organisation
login-account-other = Anderes Konto
login-address-leads = Wenn Sie sich auf der Seite Ihrer Organisation anmelden, genügt Ihre E-Mail-Adresse.
login-username = E-Mail-Adresse oder Benutzername
login-password = Passwort
login-show = Passwort anzeigen
login-hide = Passwort verbergen
login-submit = Anmelden
login-cancel = Abbrechen
login-forgot = Passwort vergessen?
login-register = Konto anlegen
login-note = Ihr Passwort bleibt hier. { $client } bekommt es nie zu sehen.
login-identify = Weisen Sie sich aus
login-others = Andere Wege zur Anmeldung
login-last = Zuletzt verwendet
login-search = Nach Namen suchen
login-found-none = Kein Treffer. Leeren Sie das Feld, um alle zu sehen.
login-found =
    { $count ->
        [one] { $count } Treffer
       *[other] { $count } Treffer
    }
login-with = Weiter mit { $upstream }
login-return = Zurück zu { $client }
login-note-elsewhere = Sie weisen sich bei dem Dienst aus, den Sie wählen. Ihre Codes und Passwörter bleiben dort; { $client } bekommt sie nie zu sehen.

app-home = Webseite
app-policy = Datenschutzerklärung
app-terms = Nutzungsbedingungen

code-title = Code eingeben
code-sent-email = Wir haben einen Code an { $address } geschickt.
code-sent-sms = Wir haben einen Code per SMS an { $address } geschickt.
code-undelivered = Der Code konnte nicht an { $address } zugestellt werden.
code-counts-minutes =
    { $count ->
        [one] Er gilt noch { $count } Minute.
       *[other] Er gilt noch { $count } Minuten.
    }
code-counts-seconds =
    { $count ->
        [one] Er gilt noch { $count } Sekunde.
       *[other] Er gilt noch { $count } Sekunden.
    }
code-over = Der Code gilt nicht mehr. Lassen Sie sich einen neuen schicken.
code-field = Code
code-submit = Weiter
code-again = Neuen Code schicken
code-left =
    { $count ->
        [one] Sie haben noch { $count } Versuch.
       *[other] Sie haben noch { $count } Versuche.
    }
code-another = Ein anderer Weg
code-note = Sagen Sie den Code niemandem. Wir fragen nie am Telefon oder per E-Mail danach.

select-title = Konto auswählen
select-continue = Weiter als { $account }
select-another = Anderes Konto verwenden

factor-title = Noch ein Schritt
factor-choose = Wählen Sie, wie Sie bestätigen, dass Sie es sind.
factor-email-otp = Code per E-Mail an { $to }
factor-sms-otp = Code per SMS an { $to }
factor-totp = Code aus Ihrer Authenticator-App
factor-passkey = Ihr Passkey
factor-recovery-code = Wiederherstellungscode

enrol-title = Zweiten Schritt einrichten
enrol-why = Hier wird ein zweiter Schritt verlangt, und Ihr Konto hat noch keinen. Richten Sie jetzt einen ein, dann geht es weiter.
enrol-choose = Wählen Sie, was Sie einrichten.

consent-title = Ihre Erlaubnis
consent-heading = { $client } bittet um Ihre Erlaubnis
consent-account = Sie sind angemeldet als { $account }
consent-switch = Anderes Konto verwenden
consent-list = Wenn Sie es erlauben, kann { $client }:
consent-allow = Erlauben
consent-deny = Nicht erlauben
consent-return = In beiden Fällen geht es weiter zu { $host }.
consent-remembered = Was Sie einmal erlaubt haben, werden Sie nicht noch einmal gefragt.
consent-elsewhere-message = Die App sagt:
consent-device-code = Ihr Gerät zeigt diesen Code:
consent-device-address = Die Anfrage kam von der Netzwerkadresse { $address }.
consent-device-warning = Erlauben Sie es nur, wenn Sie das gerade selbst begonnen haben. Hat Ihnen jemand den Code oder einen Link geschickt, wählen Sie „Nicht erlauben“.
consent-app-warning = Erlauben Sie es nur, wenn Sie wissen, worum es geht: weil Sie gerade mit diesem Anbieter zu tun haben oder selbst darum gebeten haben. Kommt es unerwartet, wählen Sie „Nicht erlauben“.

return-title = Zurück zur App
return-lead = Sie sind auf dem Weg zurück. Geschieht nichts, drücken Sie die Schaltfläche.
return-submit = Weiter
onward-title = Einen Moment
onward-lead = Es geht weiter zum nächsten Schritt. Geschieht nichts, drücken Sie die Schaltfläche.

logout-title = Abmelden
logout-heading = Möchten Sie sich abmelden?
logout-asked = { $client } möchte Sie abmelden.
logout-account = Sie sind angemeldet als { $account }
logout-note = Die Apps fragen dann wieder nach Ihrem Passwort. Eine App, die schon offen ist, kann offen bleiben, bis Sie sich auch dort abmelden.
logout-submit = Abmelden
logout-stay = Angemeldet bleiben

done-title = Sie sind abgemeldet
done-lead = Sie können dieses Fenster schließen. Wenn andere dieses Gerät benutzen, schließen Sie den ganzen Browser.

home-title = Ihr Konto
home-heading = Sie sind angemeldet
home-account = als { $account }
home-lead = Sie können dieses Fenster schließen, Ihr Konto ansehen oder sich auf diesem Gerät abmelden.
home-away-title = Hier ist niemand angemeldet
home-away-lead = { -brand } meldet Menschen bei Apps an. Öffnen Sie die App, die Sie benutzen möchten; sie bringt Sie hierher, wenn sie wissen muss, wer Sie sind.

account-title = Ihr Konto
account-of = Sie sind angemeldet als { $account }
account-done = Erledigt. Ihre Änderung ist gespeichert.
account-save = Speichern
account-browser = Ein Browser
account-address = Netzwerkadresse
account-name-title = Name
account-name-lead = Apps, die Ihren Namen sehen dürfen, zeigen ihn so an.
account-name-whole = Vollständiger Name
account-name-given = Vorname
account-name-family = Nachname
account-email-title = E-Mail-Adresse
account-email-lead = Sie können sich auch mit dieser Adresse anmelden.
account-email-confirmed = Ihre Adresse ist bestätigt.
account-email-unconfirmed = Ihre Adresse ist nicht bestätigt.
account-email-address = E-Mail-Adresse
account-password-title = Passwort
account-password-lead = Ein neues Passwort meldet Sie überall sonst ab, und die Apps bitten Sie, sich wieder anzumelden.
account-password-current = Aktuelles Passwort
account-password-new = Neues Passwort
password-advice = Mindestens { $count } Zeichen. Ein paar Wörter, die nur Sie zusammenstellen würden, sind leicht zu merken und schwer zu erraten.
password-weak-title = Dieses Passwort ist leicht zu erraten
password-weak-known = Es ähnelt einem Passwort, das viele verwenden.
password-weak-word = Es besteht aus kaum mehr als ein oder zwei gewöhnlichen Wörtern.
password-weak-name = Vor- und Nachnamen werden früh geraten.
password-weak-own = Ihr Name oder Ihre Adresse steckt darin, oder der Name dieses Dienstes.
password-weak-keys = Tasten, die nebeneinanderliegen, werden früh geraten.
password-weak-sequence = Folgen wie abc oder 6543 werden früh geraten.
password-weak-repeats = Was sich wiederholt, ist kaum schwerer zu erraten als einmal.
password-weak-date = Daten und Jahreszahlen werden früh geraten.
password-weak-disguise = Großbuchstaben, rückwärts geschriebene Wörter und Ziffern anstelle von Buchstaben helfen kaum.
password-weak-remedy = Setzen Sie einige Wörter zusammen, die weder miteinander noch mit Ihnen zu tun haben. Zeichen und Ziffern braucht es nicht.
password-weak-again = Geben Sie unten ein besseres ein. Wenn Sie trotzdem dieses wollen, geben Sie es noch einmal ein und setzen Sie darunter das Häkchen.
password-weak-keep = Dieses Passwort trotzdem verwenden
account-password-submit = Passwort ändern
account-sessions-title = Wo Sie angemeldet sind
account-sessions-hint = Browser, und wie Sie sie abmelden
account-sessions-lead = Wenn Sie etwas hiervon nicht kennen, melden Sie es ab und ändern Sie Ihr Passwort.
account-sessions-here = dieser Browser
account-sessions-begun = Angemeldet
account-sessions-used = Zuletzt benutzt
account-sessions-apps = Apps
account-sessions-end = Dort abmelden
account-sessions-end-others = Überall sonst abmelden
account-apps-title = Apps
account-apps-hint = Was sie sehen dürfen, und wie Sie sie öffnen
account-apps-lead = Diese Apps können Sie anmelden und sehen, was Sie ihnen erlaubt haben.
account-apps-none = Sie haben noch keine App benutzt.
account-apps-allowed = Erlaubt
account-apps-house = Ein Teil dieses Dienstes. Er braucht Ihre Erlaubnis nicht.
account-apps-start = Öffnen
account-apps-withdraw = Erlaubnis zurücknehmen
account-identities-title = Andere Wege zur Anmeldung
account-identities-hint = Banken und andere Dienste, die Sie kennen
account-identities-lead = Damit kommen Sie ohne Passwort in Ihr Konto.
account-identities-none = Mit Ihrem Konto ist kein anderer Dienst verknüpft.
account-identities-linked = Verknüpft
account-identities-used = Zuletzt verwendet
account-identities-unlink = Verknüpfung lösen
account-identities-only = Das ist der einzige Weg in Ihr Konto, darum bleibt er.
account-identities-another = Weiteren verknüpfen
account-identities-how = Sie melden sich dort einmal an. Danach kommen Sie auch auf diesem Weg in Ihr Konto.
account-identities-link = { $upstream } verknüpfen
account-factors-title = Sicherheit
account-factors-hint = Codes und Schlüssel, die Ihr Konto schützen
account-factors-lead = Damit bestätigen Sie neben dem Passwort, dass Sie es sind.
account-factors-none = Sie haben noch nichts hinzugefügt, was Ihr Konto neben dem Passwort schützt.
account-factors-app = Authenticator-App
account-factors-added = Hinzugefügt
account-factors-used = Zuletzt benutzt
account-factors-unused = Nie
account-factors-name = Bezeichnung
account-factors-name-submit = Bezeichnung speichern
account-factors-remove = Entfernen
account-factors-add-app = Eine Authenticator-App hinzufügen
account-factors-app-how = Eine App auf Ihrem Telefon zeigt einen Code, der alle 30 Sekunden wechselt. Sie geben ihn ein, wenn Sie sich anmelden.
account-factors-codes = Wiederherstellungscodes
account-factors-codes-left = Übrige Codes
account-factors-codes-how = Jeder gilt einmal an Stelle einer App oder eines Schlüssels, die Sie verloren haben. Neue Codes ersetzen alle alten.
account-factors-codes-renew = Neue Codes erstellen
account-factors-devices = Gemerkte Browser
account-factors-devices-lead = In diesen Browsern werden Sie nicht nach einem zweiten Schritt gefragt.
account-factors-device-until = Bis
account-factors-forget = Vergessen

account-count = Zurzeit: { $count }
account-data-title = Ihre Daten
account-data-hint = Nehmen Sie sie mit oder löschen Sie Ihr Konto
account-data-hint-only = Nehmen Sie sie mit
account-data-prove = Dafür weisen Sie sich aus, sofern Sie es nicht gerade getan haben.
account-data-take = Ihre Daten mitnehmen
account-data-what = Eine Datei mit allem, was hier über Sie aufbewahrt wird: was über Sie bekannt ist, wie und wo Sie sich anmelden, was Sie erlaubt haben, was Ihnen geschickt wurde und was mit Ihrem Konto geschah. Passwörter und andere Geheimnisse stehen nicht darin.
account-data-download = Ihre Daten herunterladen
account-remove-title = Ihr Konto löschen
account-remove-lead = Ihr Konto verschwindet sofort und endgültig: Sie werden überall abgemeldet, Apps erhalten nichts mehr, und niemand kann es zurückholen.
account-remove-stays = Es bleibt ein Vermerk, wann das Konto angelegt, geändert und gelöscht wurde. Ihr Name steht nicht darin.
account-remove-confirm = Ich möchte, dass mein Konto endgültig gelöscht wird.
account-remove-submit = Mein Konto löschen
account-gone-title = Ihr Konto ist gelöscht
account-gone-words = Es wurde mit allem gelöscht, was dazugehörte. Sie können diese Seite schließen.
account-totp-title = Eine Authenticator-App hinzufügen
account-totp-lead = Öffnen Sie eine Authenticator-App auf Ihrem Telefon und scannen Sie damit dieses Bild.
account-totp-picture = QR-Code mit dem Schlüssel für Ihre App
account-totp-here = Ist die App auf diesem Gerät?
account-totp-open = In der App öffnen
account-totp-typed = Oder geben Sie diesen Schlüssel in die App ein:
account-totp-code = Code, den die App zeigt
account-totp-name = Bezeichnung der App oder des Geräts, wenn Sie möchten
account-totp-submit = Hinzufügen
account-codes-title = Ihre Wiederherstellungscodes
account-codes-lead = Bewahren Sie diese Codes an einem sicheren Ort auf, getrennt von Ihrem Telefon. Jeder gilt einmal, wenn Sie alles andere verloren haben. Sie werden nur jetzt gezeigt.
account-codes-download = Als Datei speichern
account-codes-copy = Kopieren
account-codes-copied = Kopiert
account-codes-print = Drucken
account-codes-kept = Ich habe die Codes aufbewahrt
totp-title = Geben Sie den Code aus Ihrer App ein
totp-lead = Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie zeigt.
totp-code = Der Code
recovery-code-title = Geben Sie einen Wiederherstellungscode ein
recovery-code-lead = Nehmen Sie einen der Codes, die Sie aufbewahrt haben. Er gilt nur einmal.
recovery-code-field = Wiederherstellungscode
proof-submit = Weiter
proof-another = Auf andere Weise
account-sign-ins-title = Letzte Anmeldungen
account-sign-ins-hint = Auch die fehlgeschlagenen
account-sign-ins-lead = Wenn Sie eine gelungene Anmeldung nicht kennen, ändern Sie Ihr Passwort.
account-sign-ins-succeeded = Angemeldet
account-sign-ins-continued = Erster Schritt geschafft
account-sign-ins-refused = Falsches Passwort
account-sign-ins-failed = Anmeldung fehlgeschlagen
account-sign-ins-when = Wann
account-sign-ins-with = Womit
account-sign-ins-through = Über
account-sign-ins-for = Wofür

error-title = Hier ging es nicht weiter
error-reference = Referenz
error-code = Code
error-report = Nennen Sie diese Angaben, wenn Sie die Betreiber dieses Anmeldedienstes um Hilfe bitten.
error-detail = Für Entwickler
error-again = Noch einmal versuchen
error-front = Unsere Startseite öffnen
error-return = Zurück zu { $client }

retry-seconds =
    { $count ->
        [one] In { $count } Sekunde können Sie es noch einmal versuchen.
       *[other] In { $count } Sekunden können Sie es noch einmal versuchen.
    }
retry-minutes =
    { $count ->
        [one] In { $count } Minute können Sie es noch einmal versuchen.
       *[other] In { $count } Minuten können Sie es noch einmal versuchen.
    }

remember-days =
    { $count ->
        [one] Auf diesem Gerät einen Tag lang nicht mehr fragen
       *[other] Auf diesem Gerät { $count } Tage lang nicht mehr fragen
    }
remember-note = Nur, wenn niemand sonst dieses Gerät benutzt.

forgot-title = Passwort vergessen?
forgot-lead = Sagen Sie uns, womit Sie sich anmelden. Wir schicken einen Link an die E-Mail-Adresse dieses Kontos.
forgot-submit = Link schicken
forgot-sent = Gibt es ein solches Konto, ist ein Link an seine E-Mail-Adresse unterwegs. Sehen Sie auch bei den unerwünschten Mails nach. Der Link gilt kurze Zeit und nur einmal.
reset-title = Wählen Sie ein neues Passwort
reset-lead = Es meldet Sie überall ab.
reset-submit = Passwort speichern
reset-done-title = Ihr neues Passwort gilt
reset-done = Sie sind überall abgemeldet. Melden Sie sich mit dem neuen Passwort an.

register-title = Konto anlegen
register-lead = Damit geht es weiter zu { $client }.
register-given = Vorname
register-family = Nachname
register-email-note = Damit melden Sie sich an. Wir schicken einen Code dorthin.
register-number = Mobilnummer
register-number-optional = Mobilnummer (wenn Sie möchten)
register-number-note = Mit der Vorwahl des Landes, etwa +49 151 2345678. Auch dorthin schicken wir einen Code.
register-password = Passwort
register-submit = Konto anlegen
register-login = Ich habe ein Konto
register-sent-email = Wir haben eine Nachricht an { $address } geschickt. Geben Sie den Code daraus ein.
register-sent-also = Sie können auch den Link in der Nachricht öffnen. Kommt nichts an, sehen Sie bei den unerwünschten Nachrichten nach oder prüfen Sie die Adresse.
register-anew = Etwas anderes eingeben
register-link-title = E-Mail-Adresse bestätigen
register-link-lead = Damit bestätigen Sie { $address } und legen das Konto an.
register-link-password = Das Passwort, das Sie gewählt haben
register-link-why = Sie haben in einem anderen Browser begonnen. Das Passwort zeigt, dass Sie es waren.
register-link-submit = Bestätigen
register-link-not-you = Wenn Sie hier kein Konto wollten, schließen Sie diese Seite. Es wurde nichts angelegt.
registered-title = Ihr Konto ist bereit
registered-client = Kehren Sie dorthin zurück, wo Sie begonnen haben, oder öffnen Sie { $client } und melden Sie sich an.
registered-start = { $client } öffnen
registered-own = Sie können sich mit E-Mail-Adresse und Passwort anmelden.

device-title = Ein Gerät verbinden
device-lead = Geben Sie den Code ein, den Ihr Gerät zeigt.
device-compare = Vergleichen Sie diesen Code mit dem, den Ihr Gerät zeigt. Machen Sie nur weiter, wenn beide gleich sind.
device-hint = Acht Buchstaben, zum Beispiel WDJB-MJHT. Den Bindestrich können Sie weglassen.
device-submit = Weiter
device-warning = Hat Ihnen jemand diesen Code oder einen Link auf diese Seite geschickt? Dann schließen Sie sie: Sie ließen ihn in Ihr Konto.
device-allowed-title = Sie haben es erlaubt
device-allowed = Es geht von selbst dort weiter, wo es begonnen wurde. Sie können diese Seite schließen.
device-denied-title = Sie haben es nicht erlaubt
device-denied = Es wurde nichts weitergegeben. Sie können diese Seite schließen.

account-number-title = Mobilnummer
account-number-confirmed = Ihre Nummer ist bestätigt.
account-number-unconfirmed = Ihre Nummer ist nicht bestätigt.
account-change-new = Code, den wir an { $address } geschickt haben
account-change-old = Code, den wir an { $address }, Ihre bisherige Adresse, geschickt haben
account-change-old-note = So nimmt Ihnen niemand das Konto durch eine andere Adresse weg. Wenn Sie dort keine Nachrichten mehr lesen können, fragen Sie die Betreiber dieses Dienstes.

ciba-title = Eine App fragt Sie
ciba-lead = Eine App bittet Sie, sich anzumelden und zu antworten. Gehen Sie weiter, um zu sehen, welche es ist, und Ja oder Nein zu sagen.

# The phones of the account.

account-phones-title = Telefone
account-phones-hint = Mit dem Telefon einen Code lesen, statt ein Passwort zu tippen
account-phones-lead = Ein Telefon, das Sie hier hinzufügen, antwortet für Sie: Sie lesen den Code einer Seite, sehen, wer was wissen will, und stimmen zu oder lehnen ab.
account-phones-none = Sie haben hier noch kein Telefon.
account-phones-unnamed = Telefon
account-phones-locked = Gesperrt: Die PIN war zu oft falsch. Entfernen Sie das Telefon und fügen Sie es neu hinzu.
account-phones-remove = Telefon entfernen
account-phones-another = Ein Telefon hinzufügen
account-phones-how = Sie sehen einen Code, der zehn Minuten und für ein Telefon gilt.
account-phones-add = Code zeigen
account-phone-title = Ein Telefon hinzufügen
account-phone-lead = Lesen Sie diesen Code mit der Kamera des Telefons und folgen Sie dort den Schritten.
account-phone-picture = Code für das Telefon. Ohne Kamera: den Link darunter auf dem Telefon öffnen.
account-phone-here = Sind Sie schon am Telefon?
account-phone-open = Dieses Telefon hinzufügen
account-phone-warn = Zeigen Sie den Code niemandem: Wer ihn zuerst liest, hat ein Telefon, das für Sie antwortet.
account-phone-then = Fertig? Zu Ihren Telefonen
