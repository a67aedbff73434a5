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
