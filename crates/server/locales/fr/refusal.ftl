# Pourquoi quelque chose a été refusé, par son code stable.
#
# .what  pour la personne devant la page : ce qui s’est passé, en une phrase. Le titre de la page.
# .do    et que faire. Cette personne ne peut pas changer le réglage d’une application.

-start-again = Revenez à l’application et recommencez.
-tell-makers = Revenez en arrière et réessayez. Si cela se reproduit, dites-le aux auteurs de l’application.
-ask-operators = Si cela se reproduit, adressez-vous aux responsables de ce service de connexion.
-safety-stop = Pour votre sécurité, nous nous sommes arrêtés ici. Dites-le aux auteurs de l’application.
-still-signed-in = Vous êtes toujours connecté. Vous pouvez vous déconnecter sur notre page d’accueil.

# Un motif sans mots à lui.
error-other =
    .what = Quelque chose s’est mal passé en chemin.
    .do = { -start-again } { -ask-operators }

## La demande elle-même

refusal-parameter-repeated =
    .what = La demande dit deux fois la même chose.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = Il manque quelque chose dans la demande.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = Un élément de la demande n’est pas comme il devrait.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = Un élément de la demande est trop long.
    .do = { -tell-makers }
refusal-request-malformed =
    .what = Nous n’avons pas pu lire la demande.
    .do = { -tell-makers }

## Comment une application envoie quelqu’un ici

refusal-client-unknown =
    .what = Nous ne connaissons pas l’application qui vous a envoyé ici.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = L’application qui vous a envoyé ici n’est pas en service.
    .do = Adressez-vous aux auteurs de l’application.
refusal-client-of-another-issuer =
    .what = Cette application s’utilise à une autre adresse de ce service.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = L’application n’a pas dit où vous conduire ensuite.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = L’application veut vous conduire à une adresse que nous ne connaissons pas.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = L’application a demandé une réponse que nous ne donnons pas.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = L’application a demandé une réponse qui ne lui est pas destinée.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = L’application a demandé sa réponse par une voie que nous n’utilisons pas.
    .do = { -tell-makers }
refusal-openid-required =
    .what = L’application demande quelque chose qu’elle n’a pas préparé.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = L’application a omis ce qui rend sa demande sûre.
    .do = { -safety-stop }
refusal-scope-invalid =
    .what = L’application a demandé un accès que nous ne pouvons pas lire.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = L’application a demandé un accès qui ne lui est pas destiné.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = L’application a demandé un accès que votre compte n’a pas.
    .do = Vous pouvez revenir à l’application. Si vous avez besoin de cet accès, demandez-le aux responsables du service.
refusal-pkce-required =
    .what = L’application a omis une protection qu’elle doit utiliser.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = L’application a utilisé une protection trop faible.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = L’application n’a utilisé une protection qu’à moitié.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = L’application a envoyé sa demande sous une forme que nous n’acceptons pas.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = L’application a envoyé sa demande sous une forme que nous n’acceptons pas.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = L’application a envoyé sa demande sous une forme que nous n’acceptons pas.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = La demande de l’application est incorrecte ou ne vient pas d’elle.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = L’application a envoyé deux fois la même demande.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = La demande de l’application n’est pas là où elle devrait être.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = L’application a commencé la connexion d’une manière qui ne lui est pas permise.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = Nous ne savons pas à quoi l’application se réfère.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = Cette connexion est terminée.
    .do = Elle était déjà achevée ou a pris trop de temps. { -start-again }
refusal-registration-unsupported =
    .what = L’application a envoyé sa demande sous une forme que nous n’acceptons pas.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = L’application a demandé l’accès à quelque chose que nous ne connaissons pas.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = L’application a demandé l’accès à quelque chose d’une façon que nous ne comprenons pas.
    .do = { -tell-makers }
refusal-prompt-none-combined =
    .what = L’application a demandé deux choses qui s’excluent.
    .do = { -tell-makers }
refusal-login-required =
    .what = Vous n’êtes pas connecté.
    .do = Revenez à l’application et connectez-vous.
refusal-consent-required =
    .what = L’application a d’abord besoin de votre autorisation.
    .do = { -start-again }
refusal-acr-unmet =
    .what = Vous ne pouvez pas vous connecter ici de la façon que l’application demande.
    .do = Revenez à l’application. Si vous en avez besoin, adressez-vous aux auteurs de l’application.
refusal-sealing-key-missing =
    .what = La réponse à l’application doit être chiffrée, et nous n’avons aucune clé de l’application qui convienne.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = L’application n’a pas encore montré qu’elle sait lire ce que nous chiffrons pour elle.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = Les clés de l’application sont injoignables pour le moment, et sans elles nous ne lui répondons pas.
    .do = { -tell-makers }
refusal-access-denied =
    .what = La demande a été rejetée.
    .do = Rien n’a été communiqué. Vous pouvez revenir à l’application et recommencer.

## La connexion

refusal-login-unknown =
    .what = Cette connexion est terminée.
    .do = Elle était déjà achevée ou a pris trop de temps. { -start-again }
refusal-login-other-browser =
    .what = Cette connexion a été commencée dans un autre navigateur.
    .do = Continuez là où vous avez commencé, ou revenez à l’application dans ce navigateur et recommencez. Les cookies doivent être autorisés.
refusal-password-wrong =
    .what = Ce nom d’utilisateur et ce mot de passe ne vont pas ensemble.
    .do = Vérifiez les deux et réessayez. Les majuscules comptent dans le mot de passe.
refusal-current-password-wrong =
    .what = Ce n’est pas votre mot de passe actuel.
    .do = Réessayez. Les majuscules comptent.
refusal-upstream-cancelled =
    .what = Vous avez interrompu l’identification.
    .do = Rien n’a été communiqué. Revenez à l’application pour réessayer ou choisir un autre moyen.
refusal-upstream-denied =
    .what = Vous n’avez pas permis au service d’identification de dire qui vous êtes.
    .do = Rien n’a été communiqué. Revenez à l’application pour réessayer ou choisir un autre moyen.
refusal-upstream-acr =
    .what = Vous avez été identifié, mais moins fortement que l’application ne l’exige.
    .do = Revenez à l’application et choisissez un moyen plus fort, par exemple une autre banque.
refusal-upstream-untrusted =
    .what = La réponse du service d’identification n’était pas digne de confiance.
    .do = Personne n’a été connecté par elle. Revenez à l’application et réessayez. Si cela se reproduit, signalez-le à ceux qui gèrent ce service de connexion.
refusal-upstream-refused =
    .what = Le service d’identification n’a pas accepté notre demande.
    .do = Revenez à l’application et choisissez un autre moyen, et signalez-le à ceux qui gèrent ce service de connexion.
refusal-upstream-answered =
    .what = Cette réponse a déjà été utilisée.
    .do = Une telle page ne compte qu’une fois. Si vous n’êtes pas connecté, revenez à l’application et recommencez.
refusal-upstream-unavailable =
    .what = Le service d’identification ne répond pas pour le moment.
    .do = Revenez à l’application et réessayez dans un instant, ou choisissez un autre moyen.
refusal-upstream-unlinked =
    .what = Aucun compte ici n’est lié à la personne que vous êtes là-bas.
    .do = Connectez-vous d’une autre façon et liez-le dans votre compte, ou demandez à ceux qui gèrent ce service de connexion.
refusal-identity-taken =
    .what = Cette façon de se connecter appartient déjà à un autre compte.
    .do = Connectez-vous par elle pour voir lequel. Pour l’avoir ici, déliez-la d’abord là-bas.
refusal-identity-last =
    .what = C’est le seul accès à votre compte.
    .do = Liez-en d’abord un autre, ou adressez-vous aux responsables de ce service de connexion.
refusal-account-disabled =
    .what = Ce compte a été désactivé.
    .do = Adressez-vous à ceux qui gèrent ce service de connexion.
refusal-policy-denied =
    .what = Les règles de ce service de connexion ne vous laissent pas entrer ainsi.
    .do = Essayez d’une autre façon, ou adressez-vous à ceux qui gèrent ce service de connexion en leur donnant la référence.
refusal-too-many-tries =
    .what = Il y a eu trop de tentatives.
    .do = Attendez un moment avant de réessayer. Si vous avez oublié votre mot de passe, demandez-en un nouveau aux responsables de ce service de connexion.
refusal-busy =
    .what = Un très grand nombre de personnes se connectent en ce moment.
    .do = Rien n’est perdu. Attendez un moment et réessayez.
refusal-too-many-requests =
    .what = Trop de demandes sont venues de là où vous êtes.
    .do = Rien n’est perdu. Attendez un moment et réessayez.
refusal-foreign-form =
    .what = Ce formulaire ne venait pas de notre page.
    .do = Rien n’a été fait. { -start-again }

## La déconnexion

refusal-logout-hint-invalid =
    .what = La demande de l’application de vous déconnecter n’a pas pu être vérifiée.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = La demande de l’application de vous déconnecter se contredit.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = Après la déconnexion, l’application veut vous conduire à une adresse que nous ne connaissons pas.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = L’application veut vous conduire quelque part après la déconnexion, mais n’a pas dit qui elle est.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = Cette déconnexion est terminée.
    .do = Elle était déjà achevée ou a pris trop de temps. Si vous êtes toujours connecté, déconnectez-vous de nouveau.

## L’administration

refusal-not-found =
    .what = Il n’y a rien à cette adresse.
    .do = Vérifiez l’adresse, ou revenez à l’application d’où vous venez.
refusal-method-not-allowed =
    .what = Cette adresse ne peut pas être ouverte ainsi.
    .do = Revenez à l’application d’où vous venez et recommencez.
refusal-login-name-taken =
    .what = Un autre compte se connecte avec ce nom ou cette adresse.
    .do = Utilisez-en un autre, ou adressez-vous aux responsables de ce service de connexion.
refusal-user-invalid =
    .what = Nous ne pouvons pas l’enregistrer ainsi.
    .do = Vérifiez ce que vous avez écrit. Ce ne doit pas être trop long ni contenir de caractères invisibles, et une adresse e-mail doit avoir un @.
refusal-password-unfit =
    .what = Ce mot de passe ne peut pas être utilisé.
    .do = Choisissez-en un de 8 à 256 caractères qui ne soit ni votre nom ni votre adresse.
refusal-connection-unencrypted =
    .what = D’autres auraient pu lire ce qui passe ici.
    .do = Rien n’a été fait. Ouvrez la page par une adresse qui commence par https.

## Nous-mêmes

refusal-store-unavailable =
    .what = Nous n’atteignons pas nos données en ce moment.
    .do = Rien n’a été modifié. Attendez un moment et réessayez.
refusal-outcome-unknown =
    .what = Nous n’avons pas pu nous assurer que cela a été enregistré.
    .do = Attendez un moment. { -start-again }
refusal-internal =
    .what = Quelque chose s’est cassé de notre côté.
    .do = Vous n’y êtes pour rien. Réessayez dans un moment. { -ask-operators }
