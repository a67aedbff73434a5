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

mail-notice-app-added = Se añadió una aplicación de autenticación a su cuenta
mail-notice-app-added-words = A partir de ahora, una aplicación de autenticación confirma quién es usted cuando inicia sesión en { $host }.
mail-notice-passkey-added = Se añadió una llave de acceso a su cuenta
mail-notice-passkey-added-words = A partir de ahora, una llave de acceso abre su cuenta en { $host }.
mail-notice-codes-made = Nuevos códigos de recuperación para su cuenta
mail-notice-codes-made-words = Se crearon nuevos códigos de recuperación para su cuenta en { $host }. Los anteriores ya no sirven.
mail-notice-app-removed = Se quitó una aplicación de autenticación de su cuenta
mail-notice-app-removed-words = Una aplicación de autenticación ya no confirma quién es usted en { $host }.
mail-notice-passkey-removed = Se quitó una llave de acceso de su cuenta
mail-notice-passkey-removed-words = Una llave de acceso ya no abre su cuenta en { $host }.
mail-notice-codes-removed = Se quitaron sus códigos de recuperación
mail-notice-codes-removed-words = Los códigos de recuperación de su cuenta en { $host } ya no sirven.
mail-notice-reset = Se quitaron sus pasos adicionales para iniciar sesión
mail-notice-reset-words = Los responsables de { $host } quitaron sus aplicaciones de autenticación, llaves de acceso y códigos de recuperación. Lo hacen cuando alguien dice que se han perdido. Inicie sesión y configure otros nuevos.
mail-notice-copied = Es posible que se haya copiado una de sus llaves de acceso
mail-notice-copied-words = En { $host } alguien usó una llave de acceso de su cuenta como se usaría una copia de ella. No se le dejó entrar.
mail-notice-copied-then = Quite esta llave de acceso de su cuenta, cree otra nueva y avise a los responsables del servicio.
mail-notice-password = Se cambió la contraseña de su cuenta
mail-notice-password-words = Su cuenta en { $host } tiene una contraseña nueva. Se cerró la sesión en todos los demás dispositivos.
mail-notice-removed = Su cuenta se ha eliminado
mail-notice-removed-words = Su cuenta en { $host } se ha eliminado con todo lo que dependía de ella. Nadie puede recuperarla.
mail-notice-removed-then = Si no fue usted, avise a los responsables del servicio.
mail-notice-name = Su nombre: { $name }
mail-notice-then = Si fue usted, no hay que hacer nada. Si no, quizá otra persona haya entrado en su cuenta: cambie ahora su contraseña y avise a los responsables del servicio.
mail-notice-account = Ir a su cuenta

mail-reset-subject = Elegir una contraseña nueva
mail-reset-lead = Alguien, seguramente usted, dice que ha olvidado su contraseña. Con este enlace elige otra.
mail-reset-link = Elegir una contraseña nueva
mail-reset-minutes =
    { $count ->
        [one] Vale { $count } minuto y una sola vez.
       *[other] Vale { $count } minutos y una sola vez.
    }
mail-reset-warn = Si no fue usted, no tiene que hacer nada: nada ha cambiado.
mail-reset-otherwise = Alguien, seguramente usted, pide una contraseña nueva para su cuenta. La cuenta no tiene contraseña: usted inicia sesión a través de otro servicio, como el de su organización o su banco.
mail-reset-front = Ir a la página de inicio de sesión

mail-register-subject = Su cuenta
mail-register-lead = Con este código confirma su dirección de correo y crea una cuenta para seguir a { $client }:
mail-register-lead-own = Con este código confirma su dirección de correo y crea una cuenta:
mail-register-link = Confirmar con un enlace
mail-register-warn = Si no lo ha pedido, no tiene que hacer nada. No dé el código a nadie.
mail-register-known = Alguien, seguramente usted, quiso crear una cuenta con esta dirección. Ya existe una: inicie sesión como siempre o elija otra contraseña si la olvidó.
mail-invite-subject = Una invitación a { $host }
mail-invite-lead = Le invitan a crear una cuenta en { $host }.
mail-invite-link = Crear la cuenta
mail-invite-warn = El enlace es solo para usted y vale una vez.

mail-change-subject = Otra dirección de correo
mail-change-lead = Con este código confirma que su cuenta en { $host } tendrá la dirección { $address }:
mail-change-none = Con este código confirma que su cuenta en { $host } no tendrá dirección de correo:
mail-change-known = Alguien, seguramente usted, quiso usar esta dirección para una cuenta en { $host }. Otra cuenta la tiene ya.
mail-change-warn = No dé el código a nadie. Si no lo ha pedido, alguien puede saber su contraseña: cámbiela.
mail-notice-email = La dirección de correo de su cuenta ha cambiado
mail-notice-email-words = Su cuenta en { $host } ya no tiene esta dirección de correo, o se ha modificado.
mail-notice-number = El número de móvil de su cuenta ha cambiado
mail-notice-number-words = Su cuenta en { $host } tiene otro número de móvil, o ninguno.

mail-ciba-subject = { $client } le pregunta
mail-ciba-lead = { $client } le pide que inicie sesión y diga sí o no.
mail-ciba-message = La aplicación dice: { $message }
mail-ciba-link = Responder
mail-ciba-warn = Si no empezó esto usted mismo, diga que no o no haga nada: la aplicación no recibirá nada.
mail-notice-phone-added = Se añadió un teléfono a su cuenta
mail-notice-phone-added-words = Desde ahora un teléfono responde por usted en { $host }.
mail-notice-phone-removed = Se quitó un teléfono de su cuenta
mail-notice-phone-removed-words = Un teléfono ya no responde por usted en { $host }.
