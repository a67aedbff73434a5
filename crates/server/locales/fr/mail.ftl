# What mails and text messages say.

mail-test-subject = Un essai de { -brand }
mail-test-words = Ce message a été envoyé pour essayer l’expéditeur { $sender }. Il est bien arrivé, et il n’y a rien à faire.
