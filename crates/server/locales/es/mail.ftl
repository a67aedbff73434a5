# What mails and text messages say.

mail-trial-subject = Una prueba de { -brand }
mail-trial-words = Este mensaje se envió para probar el remitente { $sender }. Ha llegado bien y no hay que hacer nada.

mail-code-subject = Su código para iniciar sesión
mail-code-lead = Con este código inicia sesión en { $client }:
mail-code-lead-own = Con este código inicia sesión:
mail-code-minutes =
    { $count ->
        [one] Vale durante { $count } minuto, y una sola vez.
       *[other] Vale durante { $count } minutos, y una sola vez.
    }
mail-code-warn = No se lo diga a nadie. Si no lo pidió usted, quizá alguien conozca su contraseña: cámbiela.
sms-code = { $code } es su código para iniciar sesión. No se lo diga a nadie.
