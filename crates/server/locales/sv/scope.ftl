# Vad en app får göra, ett omfång var, som slut på meningen ”Om du tillåter det kan appen:”.

scope-openid = känna igen dig
    .detail = genom en beteckning som står för ditt konto
scope-profile = se ditt namn och dina grunduppgifter
    .detail = såsom bild, språk och födelsedatum, om du har uppgett dem
scope-email = se din e-postadress
    .detail = och om den är bekräftad
scope-address = se din postadress
    .detail = så som den står i ditt konto
scope-phone = se ditt telefonnummer
    .detail = och om det är bekräftat
scope-idp-id = se ett nummer som din bank känner dig under
    .detail = i stället för din personbeteckning
scope-nin = se din personbeteckning
    .detail = det nummer som staten känner dig under
scope-ftn-extra = se vilken bank du identifierade dig med
    .detail = och vad det finländska förtroendenätet i övrigt säger om dig, även din personbeteckning
scope-offline_access = hålla kontakten när du är borta
    .detail = tills du eller tjänsten avslutar den

# Ett omfång som saknar egna ord.
consent-other = använda den åtkomst som den kallar { $scope }

# Enstaka uppgifter som en app ber om vid namn.
consent-claims = se de här uppgifterna om dig
claim-name = fullständigt namn
claim-given_name = förnamn
claim-family_name = efternamn
claim-middle_name = mellannamn
claim-nickname = smeknamn
claim-preferred_username = användarnamn
claim-profile = profilsida
claim-picture = bild
claim-website = webbplats
claim-gender = kön
claim-birthdate = födelsedatum
claim-zoneinfo = tidszon
claim-locale = språk
claim-updated_at = när dina uppgifter senast ändrades
claim-email = e-postadress
claim-email_verified = om din e-postadress är bekräftad
claim-phone_number = telefonnummer
claim-phone_number_verified = om ditt telefonnummer är bekräftat
claim-address = postadress
claim-groups = grupperna du tillhör
