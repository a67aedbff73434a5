# Ce que disent les pages. Un identifiant commence par la page où se trouve son texte.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problème : { $title }

login-title = Connexion
login-lead = pour continuer vers { $client }
login-account = Quel compte utilisez-vous ?
login-account-organisation = Compte de l’organisation
login-account-other = Autre compte
login-address-leads = Si vous vous connectez sur la page de votre organisation, votre adresse e-mail suffit.
login-username = Adresse e-mail ou nom d’utilisateur
login-password = Mot de passe
login-show = Afficher le mot de passe
login-hide = Masquer le mot de passe
login-submit = Se connecter
login-cancel = Annuler
login-forgot = Mot de passe oublié ?
login-register = Créer un compte
login-note = Votre mot de passe reste ici. { $client } ne le voit jamais.
login-identify = Identifiez-vous
login-others = Autres façons de se connecter
login-last = Utilisé la dernière fois
login-search = Rechercher par nom
login-found-none = Aucun résultat. Videz le champ pour tout voir.
login-found =
    { $count ->
        [one] { $count } résultat
       *[other] { $count } résultats
    }
login-with = Continuer avec { $upstream }
login-return = Retour à { $client }
login-note-elsewhere = Vous vous identifiez auprès du service que vous choisissez ; vos codes et mots de passe y restent. { $client } ne les voit jamais.

app-home = Site web
app-policy = Politique de confidentialité
app-terms = Conditions d’utilisation

code-title = Saisissez le code
code-sent-email = Nous avons envoyé un code à { $address }.
code-sent-sms = Nous avons envoyé un code par SMS au { $address }.
code-undelivered = Le code n’a pas pu être remis à { $address }.
code-counts-minutes =
    { $count ->
        [one] Il est valable encore { $count } minute.
       *[other] Il est valable encore { $count } minutes.
    }
code-counts-seconds =
    { $count ->
        [one] Il est valable encore { $count } seconde.
       *[other] Il est valable encore { $count } secondes.
    }
code-over = Le code n’est plus valable. Faites-vous envoyer un nouveau code.
code-field = Code
code-submit = Continuer
code-again = Envoyer un nouveau code
code-left =
    { $count ->
        [one] Il vous reste { $count } essai.
       *[other] Il vous reste { $count } essais.
    }
code-another = Un autre moyen
code-note = Ne donnez ce code à personne. Nous ne le demandons jamais par téléphone ni par e-mail.

select-title = Choisissez un compte
select-continue = Continuer en tant que { $account }
select-another = Utiliser un autre compte

factor-title = Encore une étape
factor-choose = Choisissez comment confirmer que c’est bien vous.
factor-email-otp = Code par e-mail à { $to }
factor-sms-otp = Code par SMS au { $to }
factor-totp = Code de votre application d’authentification
factor-passkey = Clé d’accès
factor-recovery-code = Code de récupération

enrol-title = Mettre en place une seconde étape
enrol-why = Une seconde étape est demandée ici, et votre compte n’en a pas encore. Mettez-en une en place maintenant, puis continuez.
enrol-choose = Choisissez ce que vous mettez en place.

consent-title = Votre autorisation
consent-heading = { $client } demande votre autorisation
consent-account = Vous êtes connecté en tant que { $account }
consent-switch = Utiliser un autre compte
consent-list = Si vous l’autorisez, { $client } pourra :
consent-allow = Autoriser
consent-deny = Ne pas autoriser
consent-return = Dans les deux cas, vous continuez vers { $host }.
consent-remembered = Une fois accordée, cette autorisation ne vous sera plus demandée.
consent-elsewhere-message = L’application dit :
consent-device-code = Votre appareil affiche ce code :
consent-device-address = La demande vient de l’adresse réseau { $address }.
consent-device-warning = N’autorisez que si vous venez de commencer cela vous-même. Si quelqu’un vous a envoyé le code ou un lien, choisissez « Ne pas autoriser ».
consent-app-warning = N’autorisez que si vous savez de quoi il s’agit : vous êtes en contact avec eux en ce moment, ou vous l’avez demandé. Si cela arrive à l’improviste, choisissez « Ne pas autoriser ».

return-title = Retour à l’application
return-lead = Vous êtes en train de revenir. Si rien ne se passe, appuyez sur le bouton.
return-submit = Continuer
onward-title = Un instant
onward-lead = Vous passez à l’étape suivante. Si rien ne se passe, appuyez sur le bouton.

logout-title = Déconnexion
logout-heading = Voulez-vous vous déconnecter ?
logout-asked = { $client } demande à vous déconnecter.
logout-account = Vous êtes connecté en tant que { $account }
logout-note = Les applications vous redemanderont votre mot de passe. Une application déjà ouverte peut le rester jusqu’à ce que vous vous y déconnectiez aussi.
logout-submit = Se déconnecter
logout-stay = Rester connecté

done-title = Vous êtes déconnecté
done-lead = Vous pouvez fermer cette fenêtre. Si d’autres personnes utilisent cet appareil, fermez tout le navigateur.

home-title = Votre compte
home-heading = Vous êtes connecté
home-account = en tant que { $account }
home-lead = Vous pouvez fermer cette fenêtre, consulter votre compte ou vous déconnecter sur cet appareil.
home-away-title = Personne n’est connecté ici
home-away-lead = { -brand } connecte les personnes à des applications. Ouvrez l’application que vous voulez utiliser ; elle vous amènera ici quand elle aura besoin de savoir qui vous êtes.

account-title = Votre compte
account-of = Vous êtes connecté en tant que { $account }
account-done = C’est fait. Votre modification est enregistrée.
account-save = Enregistrer
account-browser = Un navigateur
account-address = Adresse réseau
account-name-title = Nom
account-name-lead = Les applications que vous autorisez à voir votre nom l’affichent ainsi.
account-name-whole = Nom complet
account-name-given = Prénom
account-name-family = Nom de famille
account-email-title = Adresse e-mail
account-email-lead = Vous pouvez aussi vous connecter avec cette adresse.
account-email-confirmed = Votre adresse est confirmée.
account-email-unconfirmed = Votre adresse n’est pas confirmée.
account-email-address = Adresse e-mail
account-password-title = Mot de passe
account-password-lead = Un nouveau mot de passe vous déconnecte partout ailleurs, et les applications vous demanderont de vous reconnecter.
account-password-current = Mot de passe actuel
account-password-new = Nouveau mot de passe
password-advice = Au moins { $count } caractères. Quelques mots que vous seul assembleriez sont faciles à retenir et difficiles à deviner.
password-weak-title = Ce mot de passe est facile à deviner
password-weak-known = Il ressemble à un mot de passe que beaucoup utilisent.
password-weak-word = C’est à peine plus qu’un ou deux mots courants.
password-weak-name = Les prénoms et les noms de famille sont essayés très tôt.
password-weak-own = Il contient votre nom ou votre adresse, ou le nom de ce service.
password-weak-keys = Les touches voisines sur le clavier sont essayées très tôt.
password-weak-sequence = Les suites comme abc ou 6543 sont essayées très tôt.
password-weak-repeats = Ce qui se répète n’est guère plus difficile à deviner qu’une seule fois.
password-weak-date = Les dates et les années sont essayées très tôt.
password-weak-disguise = Les majuscules, les mots écrits à l’envers et les chiffres à la place de lettres n’aident guère.
password-weak-remedy = Assemblez quelques mots sans rapport entre eux ni avec vous. Les signes et les chiffres sont inutiles.
password-weak-again = Saisissez-en un meilleur ci-dessous. Si vous voulez tout de même celui-ci, saisissez-le à nouveau et cochez la case au-dessous.
password-weak-keep = Utiliser tout de même ce mot de passe
account-password-submit = Changer le mot de passe
account-sessions-title = Où vous êtes connecté
account-sessions-hint = Les navigateurs, et comment les déconnecter
account-sessions-lead = Si vous ne reconnaissez pas l’un d’eux, déconnectez-le et changez votre mot de passe.
account-sessions-here = ce navigateur
account-sessions-begun = Connecté
account-sessions-used = Dernière utilisation
account-sessions-apps = Applications
account-sessions-end = Déconnecter
account-sessions-end-others = Se déconnecter partout ailleurs
account-apps-title = Applications
account-apps-hint = Ce qu’elles peuvent voir, et comment les ouvrir
account-apps-lead = Ces applications peuvent vous connecter et voir ce que vous avez autorisé.
account-apps-none = Vous n’avez encore utilisé aucune application.
account-apps-allowed = Autorisée
account-apps-house = Fait partie de ce service et n’a pas besoin de votre autorisation.
account-apps-start = Ouvrir
account-apps-withdraw = Retirer l’autorisation
account-identities-title = Autres façons de se connecter
account-identities-hint = Banques et autres services qui vous connaissent
account-identities-lead = Ils vous ouvrent votre compte sans mot de passe.
account-identities-none = Aucun autre service n’est lié à votre compte.
account-identities-linked = Lié
account-identities-used = Dernière utilisation
account-identities-unlink = Délier
account-identities-only = C’est le seul accès à votre compte ; il est donc conservé.
account-identities-another = En lier un autre
account-identities-how = Vous vous y connectez une fois. Il vous ouvre ensuite ce compte.
account-identities-link = Lier { $upstream }
account-factors-title = Sécurité
account-factors-hint = Codes et clés qui protègent votre compte
account-factors-lead = Ils confirment, en plus de votre mot de passe, que c’est bien vous.
account-factors-none = Vous n’avez encore rien ajouté qui protège votre compte en plus de votre mot de passe.
account-factors-app = Application d’authentification
account-factors-added = Date d’ajout
account-factors-used = Dernière utilisation
account-factors-unused = Jamais
account-factors-name = Nom
account-factors-name-submit = Enregistrer le nom
account-factors-remove = Supprimer
account-factors-add-app = Ajouter une application d’authentification
account-factors-app-how = Une application de votre téléphone affiche un code qui change toutes les 30 secondes. Vous le saisissez en vous connectant.
account-factors-codes = Codes de secours
account-factors-codes-left = Codes restants
account-factors-codes-how = Chacun sert une fois, à la place d’une application ou d’une clé que vous avez perdue. De nouveaux codes remplacent tous les anciens.
account-factors-codes-renew = Créer de nouveaux codes
account-factors-devices = Navigateurs mémorisés
account-factors-devices-lead = Dans ces navigateurs, aucune seconde étape ne vous est demandée.
account-factors-device-until = Jusqu’au
account-factors-forget = Oublier

account-count = Actuellement : { $count }
account-data-title = Vos données
account-data-hint = Les emporter, ou supprimer votre compte
account-data-hint-only = Les emporter
account-data-prove = Pour cela, vous prouvez qui vous êtes, sauf si vous venez de le faire.
account-data-take = Emporter vos données
account-data-what = Un fichier avec tout ce qui est conservé ici à votre sujet : ce que l’on sait de vous, comment et où vous vous connectez, ce que vous avez autorisé, ce qui vous a été envoyé et ce qui est arrivé à votre compte. Il ne contient ni mots de passe ni autres secrets.
account-data-download = Télécharger vos données
account-remove-title = Supprimer votre compte
account-remove-lead = Votre compte disparaît aussitôt et pour toujours : vous êtes déconnecté partout, les applications ne reçoivent plus rien et personne ne peut le rétablir.
account-remove-stays = Il ne reste qu’une trace des dates auxquelles le compte a été créé, modifié et supprimé. Votre nom n’y figure pas.
account-remove-confirm = Je veux que mon compte soit supprimé pour toujours.
account-remove-submit = Supprimer mon compte
account-gone-title = Votre compte n’existe plus
account-gone-words = Il a été supprimé avec tout ce qui en dépendait. Vous pouvez fermer cette page.
account-totp-title = Ajouter une application d’authentification
account-totp-lead = Ouvrez une application d’authentification sur votre téléphone et scannez cette image.
account-totp-picture = Code QR contenant la clé de votre application
account-totp-here = L’application est-elle sur cet appareil ?
account-totp-open = Ouvrir dans l’application
account-totp-typed = Ou saisissez cette clé dans l’application :
account-totp-code = Code affiché par l’application
account-totp-name = Nom de l’application ou de l’appareil, si vous le souhaitez
account-totp-submit = Ajouter
account-codes-title = Vos codes de secours
account-codes-lead = Gardez ces codes en lieu sûr, à part de votre téléphone. Chacun sert une fois, quand vous avez perdu tout le reste. Ils ne sont affichés que maintenant.
account-codes-download = Enregistrer dans un fichier
account-codes-copy = Copier
account-codes-copied = Copié
account-codes-print = Imprimer
account-codes-kept = J’ai conservé les codes
totp-title = Saisissez le code de votre application
totp-lead = Ouvrez votre application d’authentification et saisissez les six chiffres qu’elle affiche.
totp-code = Code affiché
recovery-code-title = Saisissez un code de secours
recovery-code-lead = Prenez l’un des codes que vous avez conservés. Il ne sert qu’une fois.
recovery-code-field = Code de secours
proof-submit = Continuer
proof-another = Autre moyen
account-sign-ins-title = Connexions récentes
account-sign-ins-hint = Y compris celles qui ont échoué
account-sign-ins-lead = Si vous n’en reconnaissez pas une qui a réussi, changez votre mot de passe.
account-sign-ins-succeeded = Connexion réussie
account-sign-ins-continued = Première étape réussie
account-sign-ins-refused = Mot de passe incorrect
account-sign-ins-failed = Échec de la connexion
account-sign-ins-when = Quand
account-sign-ins-with = Avec
account-sign-ins-through = Par
account-sign-ins-for = Pour

error-title = Nous n’avons pas pu continuer
error-reference = Référence
error-code = Code
error-report = Indiquez ces éléments si vous demandez de l’aide aux responsables de ce service de connexion.
error-detail = Pour les développeurs
error-again = Réessayer
error-front = Ouvrir notre page d’accueil
error-return = Retour à { $client }

retry-seconds =
    { $count ->
        [one] Vous pourrez réessayer dans { $count } seconde.
       *[other] Vous pourrez réessayer dans { $count } secondes.
    }
retry-minutes =
    { $count ->
        [one] Vous pourrez réessayer dans { $count } minute.
       *[other] Vous pourrez réessayer dans { $count } minutes.
    }

remember-days =
    { $count ->
        [one] Ne plus demander sur cet appareil pendant { $count } jour
       *[other] Ne plus demander sur cet appareil pendant { $count } jours
    }
remember-note = Seulement si personne d’autre n’utilise cet appareil.

forgot-title = Mot de passe oublié ?
forgot-lead = Indiquez ce avec quoi vous vous connectez. Nous envoyons un lien à l’adresse e-mail de ce compte.
forgot-submit = Envoyer le lien
forgot-sent = Si un tel compte existe, un lien est en route vers son adresse e-mail. Regardez aussi dans les courriers indésirables. Le lien est valable peu de temps, et une seule fois.
reset-title = Choisissez un nouveau mot de passe
reset-lead = Il vous déconnecte partout.
reset-submit = Enregistrer le mot de passe
reset-done-title = Votre nouveau mot de passe est en place
reset-done = Vous êtes déconnecté partout. Connectez-vous avec le nouveau mot de passe.

register-title = Créer un compte
register-lead = Il vous mènera à { $client }.
register-given = Prénom
register-family = Nom
register-email-note = Vous vous connecterez avec elle. Nous y envoyons un code.
register-number = Numéro de mobile
register-number-optional = Numéro de mobile (si vous le souhaitez)
register-number-note = Avec l’indicatif du pays, par exemple +33 6 12 34 56 78. Nous y envoyons aussi un code.
register-password = Mot de passe
register-submit = Créer le compte
register-login = J’ai un compte
register-sent-email = Nous avons envoyé un message à { $address }. Saisissez le code qu’il contient.
register-sent-also = Vous pouvez aussi ouvrir le lien du message. Si rien n’arrive, regardez parmi les indésirables ou vérifiez l’adresse.
register-anew = Saisir autre chose
register-link-title = Confirmez votre adresse e-mail
register-link-lead = Vous confirmez ainsi { $address } et créez le compte.
register-link-password = Le mot de passe que vous avez choisi
register-link-why = Vous avez commencé dans un autre navigateur. Le mot de passe montre que c’était vous.
register-link-submit = Confirmer
register-link-not-you = Si vous n’avez pas demandé de compte ici, fermez cette page. Rien n’a été créé.
registered-title = Votre compte est prêt
registered-client = Retournez là où vous avez commencé, ou ouvrez { $client } et connectez-vous.
registered-start = Ouvrir { $client }
registered-own = Vous pouvez vous connecter avec votre adresse e-mail et votre mot de passe.

device-title = Connecter un appareil
device-lead = Saisissez le code affiché par votre appareil.
device-compare = Comparez ce code avec celui qu’affiche votre appareil. Ne continuez que s’ils sont identiques.
device-hint = Huit lettres, par exemple WDJB-MJHT. Le trait d’union est facultatif.
device-submit = Continuer
device-warning = Quelqu’un vous a envoyé ce code ou un lien vers cette page ? Fermez-la : vous lui ouvririez votre compte.
device-allowed-title = Vous avez autorisé
device-allowed = La suite se fait toute seule, là où cela a commencé. Vous pouvez fermer cette page.
device-denied-title = Vous n’avez pas autorisé
device-denied = Rien n’a été transmis. Vous pouvez fermer cette page.

account-number-title = Numéro de mobile
account-number-confirmed = Votre numéro est confirmé.
account-number-unconfirmed = Votre numéro n’est pas confirmé.
account-change-new = Code envoyé à { $address }
account-change-old = Code envoyé à { $address }, votre adresse jusqu’ici
account-change-old-note = Ainsi, personne ne vous prend votre compte par une autre adresse. Si vous n’y lisez plus de messages, demandez à ceux qui gèrent ce service.

ciba-title = Une application vous demande
ciba-lead = Une application vous demande de vous connecter et de lui répondre. Continuez pour voir laquelle, et dire oui ou non.

# The phones of the account.

account-phones-title = Téléphones
account-phones-hint = Lire un code avec le téléphone au lieu de taper un mot de passe
account-phones-lead = Un téléphone ajouté ici répond pour vous : vous lisez le code d’une page, vous voyez qui demande quoi, et vous acceptez ou refusez.
account-phones-none = Vous n’avez pas encore de téléphone ici.
account-phones-unnamed = Téléphone
account-phones-locked = Bloqué : le code PIN a été faux trop souvent. Retirez le téléphone et ajoutez-le de nouveau.
account-phones-remove = Retirer le téléphone
account-phones-another = Ajouter un téléphone
account-phones-how = Vous verrez un code valable dix minutes et pour un seul téléphone.
account-phones-add = Afficher le code
account-phone-title = Ajouter un téléphone
account-phone-lead = Lisez ce code avec l’appareil photo du téléphone et suivez-y les étapes.
account-phone-picture = Code pour le téléphone. Sans appareil photo, ouvrez le lien ci-dessous sur le téléphone.
account-phone-here = Êtes-vous déjà sur le téléphone ?
account-phone-open = Ajouter ce téléphone
account-phone-warn = Ne montrez ce code à personne : qui le lit le premier a un téléphone qui répond pour vous.
account-phone-then = Terminé ? Voir vos téléphones
