# Hva en app får gjøre, ett omfang hver, som slutten på setningen «Hvis du tillater det, kan appen:».

scope-openid = kjenne deg igjen
    .detail = ved en betegnelse som står for kontoen din
scope-profile = se navnet ditt og grunnleggende opplysninger
    .detail = som bilde, språk og fødselsdato, der du har oppgitt dem
scope-email = se e-postadressen din
    .detail = og om den er bekreftet
scope-address = se postadressen din
    .detail = slik den står i kontoen din
scope-phone = se telefonnummeret ditt
    .detail = og om det er bekreftet
scope-idp-id = se et nummer som banken din kjenner deg under
    .detail = i stedet for fødselsnummeret ditt
scope-nin = se fødselsnummeret ditt
    .detail = nummeret staten kjenner deg under
scope-ftn-extra = se hvilken bank du identifiserte deg med
    .detail = og hva det finske tillitsnettverket ellers sier om deg, også fødselsnummeret ditt
scope-offline_access = holde forbindelsen når du er borte
    .detail = til du eller tjenesten avslutter den

# Et omfang som ikke har egne ord.
consent-other = bruke tilgangen den kaller { $scope }

# Enkelte opplysninger som en app ber om ved navn.
consent-claims = se disse opplysningene om deg
claim-name = fullt navn
claim-given_name = fornavn
claim-family_name = etternavn
claim-middle_name = mellomnavn
claim-nickname = kallenavn
claim-preferred_username = brukernavn
claim-profile = profilside
claim-picture = bilde
claim-website = nettsted
claim-gender = kjønn
claim-birthdate = fødselsdato
claim-zoneinfo = tidssone
claim-locale = språk
claim-updated_at = når opplysningene dine sist ble endret
claim-email = e-postadresse
claim-email_verified = om e-postadressen din er bekreftet
claim-phone_number = telefonnummer
claim-phone_number_verified = om telefonnummeret ditt er bekreftet
claim-address = postadresse
claim-groups = gruppene du er med i
