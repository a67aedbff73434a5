# Was eine App darf, ein Bereich nach dem anderen, als Ende des Satzes „Wenn Sie es erlauben, kann die App:“.

scope-openid = Sie wiedererkennen
    .detail = an einer Kennung, die für Ihr Konto steht
scope-profile = Ihren Namen und grundlegende Angaben sehen
    .detail = etwa Bild, Sprache und Geburtsdatum, soweit Sie sie angegeben haben
scope-email = Ihre E-Mail-Adresse sehen
    .detail = und ob sie bestätigt ist
scope-address = Ihre Postanschrift sehen
    .detail = so wie sie in Ihrem Konto steht
scope-phone = Ihre Telefonnummer sehen
    .detail = und ob sie bestätigt ist
scope-idp-id = eine Nummer sehen, unter der Ihre Bank Sie kennt
    .detail = anstelle Ihrer Personenkennziffer
scope-nin = Ihre Personenkennziffer sehen
    .detail = die Nummer, unter der der Staat Sie kennt
scope-ftn-extra = sehen, mit welcher Bank Sie sich identifiziert haben
    .detail = und was das finnische Vertrauensnetz sonst von Ihnen sagt, auch Ihre Personenkennziffer
scope-offline_access = verbunden bleiben, wenn Sie nicht da sind
    .detail = bis Sie oder der Dienst die Verbindung beenden

# Ein Bereich ohne eigene Worte.
consent-other = den Zugriff nutzen, den sie { $scope } nennt

# Einzelne Angaben, um die eine App mit Namen bittet.
consent-claims = diese Angaben über Sie sehen
claim-name = vollständiger Name
claim-given_name = Vornamen
claim-family_name = Nachname
claim-middle_name = weitere Vornamen
claim-nickname = Spitzname
claim-preferred_username = Benutzername
claim-profile = Profilseite
claim-picture = Bild
claim-website = Website
claim-gender = Geschlecht
claim-birthdate = Geburtsdatum
claim-zoneinfo = Zeitzone
claim-locale = Sprache
claim-updated_at = wann Ihre Angaben zuletzt geändert wurden
claim-email = E-Mail-Adresse
claim-email_verified = ob Ihre E-Mail-Adresse bestätigt ist
claim-phone_number = Telefonnummer
claim-phone_number_verified = ob Ihre Telefonnummer bestätigt ist
claim-address = Postanschrift
claim-groups = die Gruppen, denen Sie angehören
