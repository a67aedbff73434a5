# What mails and text messages say.

mail-trial-subject = Una prueba de { -brand }
mail-trial-words = Este mensaje se envió para probar el remitente { $sender }. Ha llegado bien y no hay que hacer nada.
