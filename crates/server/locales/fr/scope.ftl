# Ce qu’une application peut faire, une portée à la fois, pour finir la phrase « Si vous l’autorisez, l’application pourra : ».

scope-openid = vous reconnaître
    .detail = par un identifiant qui représente votre compte
scope-profile = voir votre nom et vos informations de base
    .detail = comme votre photo, votre langue et votre date de naissance, si vous les avez données
scope-email = voir votre adresse e-mail
    .detail = et si elle a été confirmée
scope-address = voir votre adresse postale
    .detail = telle qu’elle figure dans votre compte
scope-phone = voir votre numéro de téléphone
    .detail = et s’il a été confirmé
scope-idp-id = voir un numéro sous lequel votre banque vous connaît
    .detail = à la place de votre numéro d’identité
scope-nin = voir votre numéro d’identité
    .detail = le numéro sous lequel l’État vous connaît
scope-ftn-extra = voir par quelle banque vous vous êtes identifié
    .detail = et ce que le réseau de confiance finlandais dit d’autre de vous, votre numéro d’identité compris
scope-offline_access = rester connectée en votre absence
    .detail = jusqu’à ce que vous ou le service y mettiez fin

# Une portée qui n’a pas de mots à elle.
consent-other = utiliser l’accès qu’elle appelle { $scope }

# Des données qu’une application demande par leur nom.
consent-claims = voir ces données vous concernant
claim-name = nom complet
claim-given_name = prénoms
claim-family_name = nom de famille
claim-middle_name = autres prénoms
claim-nickname = surnom
claim-preferred_username = nom d’utilisateur
claim-profile = page de profil
claim-picture = photo
claim-website = site web
claim-gender = sexe
claim-birthdate = date de naissance
claim-zoneinfo = fuseau horaire
claim-locale = langue
claim-updated_at = date de la dernière modification de vos données
claim-email = adresse e-mail
claim-email_verified = confirmation de votre adresse e-mail
claim-phone_number = numéro de téléphone
claim-phone_number_verified = confirmation de votre numéro de téléphone
claim-address = adresse postale
claim-groups = les groupes dont vous faites partie
