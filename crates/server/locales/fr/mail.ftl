# What mails and text messages say.

mail-trial-subject = Un essai de { -brand }
mail-trial-words = Ce message a été envoyé pour essayer l’expéditeur { $sender }. Il est bien arrivé, et il n’y a rien à faire.
