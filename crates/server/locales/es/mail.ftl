# What mails and text messages say.

mail-test-subject = Una prueba de { -brand }
mail-test-words = Este mensaje se envió para probar el remitente { $sender }. Ha llegado bien y no hay que hacer nada.
