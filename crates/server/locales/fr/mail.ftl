# What mails and text messages say.

mail-trial-subject = Un essai de { -brand }
mail-trial-words = Ce message a été envoyé pour essayer l’expéditeur { $sender }. Il est bien arrivé, et il n’y a rien à faire.

mail-code-subject = Votre code de connexion
mail-code-lead = Avec ce code, vous vous connectez à { $client } :
mail-code-lead-own = Avec ce code, vous vous connectez :
mail-code-minutes =
    { $count ->
        [one] Il est valable { $count } minute, et une seule fois.
       *[other] Il est valable { $count } minutes, et une seule fois.
    }
mail-code-warn = Ne le donnez à personne. Si vous ne l’avez pas demandé, quelqu’un connaît peut-être votre mot de passe : changez-le.
sms-code = { $code } est votre code de connexion. Ne le donnez à personne.

mail-notice-app-added = Une application d’authentification a été ajoutée à votre compte
mail-notice-app-added-words = Désormais, une application d’authentification confirme qui vous êtes quand vous vous connectez à { $host }.
mail-notice-passkey-added = Une clé d’accès a été ajoutée à votre compte
mail-notice-passkey-added-words = Désormais, une clé d’accès ouvre votre compte sur { $host }.
mail-notice-codes-made = De nouveaux codes de secours pour votre compte
mail-notice-codes-made-words = De nouveaux codes de secours ont été créés pour votre compte sur { $host }. Les précédents ne fonctionnent plus.
mail-notice-app-removed = Une application d’authentification a été retirée de votre compte
mail-notice-app-removed-words = Une application d’authentification ne confirme plus qui vous êtes sur { $host }.
mail-notice-passkey-removed = Une clé d’accès a été retirée de votre compte
mail-notice-passkey-removed-words = Une clé d’accès n’ouvre plus votre compte sur { $host }.
mail-notice-codes-removed = Vos codes de secours ont été retirés
mail-notice-codes-removed-words = Les codes de secours de votre compte sur { $host } ne fonctionnent plus.
mail-notice-reset = Vos étapes supplémentaires de connexion ont été retirées
mail-notice-reset-words = Les responsables de { $host } ont retiré vos applications d’authentification, vos clés d’accès et vos codes de secours. Ils le font quand quelqu’un dit les avoir perdus. Connectez-vous et configurez-en de nouveaux.
mail-notice-copied = L’une de vos clés d’accès a peut-être été copiée
mail-notice-copied-words = Sur { $host }, quelqu’un a utilisé une clé d’accès de votre compte comme on utiliserait sa copie. La connexion a été refusée.
mail-notice-copied-then = Retirez cette clé d’accès de votre compte, créez-en une nouvelle et prévenez les responsables du service.
mail-notice-password = Le mot de passe de votre compte a été changé
mail-notice-password-words = Votre compte sur { $host } a un nouveau mot de passe. Tous les autres appareils ont été déconnectés.
mail-notice-removed = Votre compte a été supprimé
mail-notice-removed-words = Votre compte sur { $host } a été supprimé avec tout ce qui en dépendait. Personne ne peut le rétablir.
mail-notice-removed-then = Si ce n’était pas vous, prévenez les responsables du service.
mail-notice-name = Son nom : { $name }
mail-notice-then = Si c’était vous, il n’y a rien à faire. Sinon, quelqu’un d’autre est peut-être entré dans votre compte : changez tout de suite votre mot de passe et prévenez les responsables du service.
mail-notice-account = Aller à votre compte

mail-reset-subject = Choisir un nouveau mot de passe
mail-reset-lead = Quelqu’un, sans doute vous, dit que vous avez oublié votre mot de passe. Ce lien vous permet d’en choisir un autre.
mail-reset-link = Choisir un nouveau mot de passe
mail-reset-minutes =
    { $count ->
        [one] Il est valable { $count } minute, et une seule fois.
       *[other] Il est valable { $count } minutes, et une seule fois.
    }
mail-reset-warn = Si ce n’était pas vous, vous n’avez rien à faire : rien n’a changé.
mail-reset-otherwise = Quelqu’un, sans doute vous, demande un nouveau mot de passe pour votre compte. Il n’en a pas : vous vous connectez par un autre service, comme celui de votre organisation ou de votre banque.
mail-reset-front = Aller à la page de connexion

mail-register-subject = Votre compte
mail-register-lead = Avec ce code, vous confirmez votre adresse e-mail et créez un compte pour continuer vers { $client } :
mail-register-lead-own = Avec ce code, vous confirmez votre adresse e-mail et créez un compte :
mail-register-link = Confirmer plutôt par un lien
mail-register-warn = Si vous n’avez rien demandé, vous n’avez rien à faire. Ne donnez ce code à personne.
mail-register-known = Quelqu’un, sans doute vous, voulait créer un compte avec cette adresse. Il en existe déjà un : connectez-vous comme d’habitude, ou choisissez un nouveau mot de passe si vous l’avez oublié.
mail-invite-subject = Une invitation à { $host }
mail-invite-lead = Vous êtes invité à créer un compte chez { $host }.
mail-invite-link = Créer le compte
mail-invite-warn = Ce lien n’est que pour vous et ne sert qu’une fois.

mail-change-subject = Une autre adresse e-mail
mail-change-lead = Avec ce code, vous confirmez que votre compte chez { $host } doit avoir l’adresse { $address } :
mail-change-none = Avec ce code, vous confirmez que votre compte chez { $host } ne doit plus avoir d’adresse e-mail :
mail-change-known = Quelqu’un, sans doute vous, voulait utiliser cette adresse pour un compte chez { $host }. Un autre compte l’a déjà.
mail-change-warn = Ne donnez ce code à personne. Si vous n’avez rien demandé, quelqu’un connaît peut-être votre mot de passe : changez-le.
mail-notice-email = L’adresse e-mail de votre compte a changé
mail-notice-email-words = Votre compte chez { $host } n’a plus cette adresse e-mail, ou elle a été modifiée.
mail-notice-number = Le numéro de mobile de votre compte a changé
mail-notice-number-words = Votre compte chez { $host } a un autre numéro de mobile, ou n’en a plus.

mail-ciba-subject = { $client } vous demande
mail-ciba-lead = { $client } vous demande de vous connecter et de dire oui ou non.
mail-ciba-message = L’application dit : { $message }
mail-ciba-link = Répondre
mail-ciba-warn = Si vous n’avez pas commencé cela vous-même, dites non ou ne faites rien : l’application ne recevra rien.
mail-notice-phone-added = Un téléphone a été ajouté à votre compte
mail-notice-phone-added-words = Désormais, un téléphone répond pour vous sur { $host }.
mail-notice-phone-removed = Un téléphone a été retiré de votre compte
mail-notice-phone-removed-words = Un téléphone ne répond plus pour vous sur { $host }.
