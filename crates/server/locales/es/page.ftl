# Lo que dicen las páginas. Un identificador empieza por la página en la que está su texto.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problema: { $title }

login-title = Iniciar sesión
login-lead = para continuar a { $client }
login-account = ¿Qué cuenta usa?
login-account-organisation = Cuenta de la organización
login-account-other = Otra cuenta
login-address-leads = Si inicia sesión en la página de su organización, basta con su correo electrónico.
login-username = Correo electrónico o nombre de usuario
login-password = Contraseña
login-show = Mostrar la contraseña
login-hide = Ocultar la contraseña
login-submit = Iniciar sesión
login-cancel = Cancelar
login-forgot = ¿Ha olvidado la contraseña?
login-register = Crear una cuenta
login-note = Su contraseña se queda aquí. { $client } no la ve nunca.
login-identify = Identifíquese
login-others = Otras formas de iniciar sesión
login-last = Usado la última vez
login-search = Buscar por nombre
login-found-none = Sin resultados. Vacíe el campo para verlos todos.
login-found =
    { $count ->
        [one] { $count } resultado
       *[other] { $count } resultados
    }
login-with = Continuar con { $upstream }
login-return = Volver a { $client }
login-note-elsewhere = Usted se identifica en el servicio que elija, y sus códigos y contraseñas se quedan allí. { $client } no los ve nunca.

app-home = Sitio web
app-policy = Política de privacidad
app-terms = Condiciones de uso

code-title = Escriba el código
code-sent-email = Hemos enviado un código a { $address }.
code-sent-sms = Hemos enviado un código por SMS al { $address }.
code-undelivered = No se pudo entregar el código a { $address }.
code-counts-minutes =
    { $count ->
        [one] Vale durante { $count } minuto más.
       *[other] Vale durante { $count } minutos más.
    }
code-counts-seconds =
    { $count ->
        [one] Vale durante { $count } segundo más.
       *[other] Vale durante { $count } segundos más.
    }
code-over = El código ya no vale. Pida que le enviemos uno nuevo.
code-field = Código
code-submit = Continuar
code-again = Enviar un código nuevo
code-left =
    { $count ->
        [one] Le queda { $count } intento.
       *[other] Le quedan { $count } intentos.
    }
code-another = Otra forma
code-note = No diga este código a nadie. Nunca lo pedimos por teléfono ni por correo.

select-title = Elija una cuenta
select-continue = Continuar como { $account }
select-another = Usar otra cuenta

factor-title = Un paso más
factor-choose = Elija cómo confirmar que es usted.
factor-email-otp = Código por correo a { $to }
factor-sms-otp = Código por SMS al { $to }
factor-totp = Código de su aplicación de autenticación
factor-passkey = Llave de acceso
factor-recovery-code = Código de recuperación

enrol-title = Configurar un segundo paso
enrol-why = Aquí se pide un segundo paso y su cuenta aún no tiene ninguno. Configure uno ahora y continúe.
enrol-choose = Elija qué quiere configurar.

consent-title = Su permiso
consent-heading = { $client } pide su permiso
consent-account = Ha iniciado sesión como { $account }
consent-switch = Usar otra cuenta
consent-list = Si lo permite, { $client } podrá:
consent-allow = Permitir
consent-deny = No permitir
consent-return = En ambos casos continuará a { $host }.
consent-remembered = Una vez permitido, no se le volverá a preguntar.
consent-elsewhere-message = La aplicación dice:
consent-device-code = Su dispositivo muestra este código:
consent-device-address = La petición vino de la dirección de red { $address }.
consent-device-warning = Permítalo solo si acaba de empezar esto usted mismo. Si alguien le envió el código o un enlace, elija «No permitir».
consent-app-warning = Permítalo solo si sabe de qué se trata: está tratando con ellos ahora mismo o lo ha pedido usted. Si llega sin que lo espere, elija «No permitir».

return-title = Volver a la aplicación
return-lead = Está volviendo. Si no pasa nada, pulse el botón.
return-submit = Continuar
onward-title = Un momento
onward-lead = Está pasando al siguiente paso. Si no ocurre nada, pulse el botón.

logout-title = Cerrar sesión
logout-heading = ¿Quiere cerrar la sesión?
logout-asked = { $client } pide cerrar su sesión.
logout-account = Ha iniciado sesión como { $account }
logout-note = Las aplicaciones le pedirán de nuevo la contraseña. Una que ya esté abierta puede seguir abierta hasta que también cierre la sesión en ella.
logout-submit = Cerrar sesión
logout-stay = Mantener la sesión

done-title = Ha cerrado la sesión
done-lead = Puede cerrar esta ventana. Si otras personas usan este dispositivo, cierre todo el navegador.

home-title = Su cuenta
home-heading = Ha iniciado sesión
home-account = como { $account }
home-lead = Puede cerrar esta ventana, consultar su cuenta o cerrar la sesión en este dispositivo.
home-away-title = Nadie ha iniciado sesión aquí
home-away-lead = { -brand } da acceso a aplicaciones. Abra la aplicación que quiera usar; le traerá aquí cuando necesite saber quién es usted.

account-title = Su cuenta
account-of = Ha iniciado sesión como { $account }
account-done = Hecho. Su cambio se ha guardado.
account-save = Guardar
account-browser = Un navegador
account-address = Dirección de red
account-name-title = Nombre
account-name-lead = Las aplicaciones a las que permite ver su nombre lo muestran así.
account-name-whole = Nombre completo
account-name-given = Nombre de pila
account-name-family = Apellidos
account-email-title = Correo electrónico
account-email-lead = También puede iniciar sesión con esta dirección.
account-email-confirmed = Su dirección está confirmada.
account-email-unconfirmed = Su dirección no está confirmada.
account-email-address = Dirección de correo electrónico
account-password-title = Contraseña
account-password-lead = Una contraseña nueva cierra su sesión en todos los demás sitios, y las aplicaciones le pedirán que inicie sesión de nuevo.
account-password-current = Contraseña actual
account-password-new = Contraseña nueva
password-advice = Al menos { $count } caracteres. Unas pocas palabras que solo usted juntaría son fáciles de recordar y difíciles de adivinar.
password-weak-title = Esta contraseña es fácil de adivinar
password-weak-known = Se parece a una contraseña que usa mucha gente.
password-weak-word = Es poco más que una o dos palabras corrientes.
password-weak-name = Los nombres y apellidos se prueban muy pronto.
password-weak-own = Contiene su nombre o su dirección, o el nombre de este servicio.
password-weak-keys = Las teclas contiguas se prueban muy pronto.
password-weak-sequence = Las series como abc o 6543 se prueban muy pronto.
password-weak-repeats = Lo que se repite apenas es más difícil de adivinar que una sola vez.
password-weak-date = Las fechas y los años se prueban muy pronto.
password-weak-disguise = Las mayúsculas, las palabras al revés y las cifras en lugar de letras apenas ayudan.
password-weak-remedy = Junte unas pocas palabras que no tengan que ver entre sí ni con usted. No hacen falta signos ni cifras.
password-weak-again = Escriba abajo una mejor. Si aun así quiere esta, escríbala otra vez y marque la casilla que hay debajo.
password-weak-keep = Usar esta contraseña de todos modos
account-password-submit = Cambiar la contraseña
account-sessions-title = Dónde ha iniciado sesión
account-sessions-hint = Los navegadores, y cómo cerrar sus sesiones
account-sessions-lead = Si no reconoce alguno de ellos, cierre su sesión y cambie la contraseña.
account-sessions-here = este navegador
account-sessions-begun = Inicio de sesión
account-sessions-used = Último uso
account-sessions-apps = Aplicaciones
account-sessions-end = Cerrar la sesión allí
account-sessions-end-others = Cerrar las demás sesiones
account-apps-title = Aplicaciones
account-apps-hint = Lo que pueden ver, y cómo abrirlas
account-apps-lead = Estas aplicaciones pueden iniciar su sesión y ver lo que les ha permitido.
account-apps-none = Todavía no ha usado ninguna aplicación.
account-apps-allowed = Permitido
account-apps-house = Forma parte de este servicio y no necesita su permiso.
account-apps-start = Abrir
account-apps-withdraw = Retirar el permiso
account-identities-title = Otras formas de iniciar sesión
account-identities-hint = Bancos y otros servicios que le conocen
account-identities-lead = Con ellos entra en su cuenta sin contraseña.
account-identities-none = No hay ningún otro servicio vinculado a su cuenta.
account-identities-linked = Vinculado
account-identities-used = Último uso
account-identities-unlink = Desvincular
account-identities-only = Es la única forma de entrar en su cuenta, así que se conserva.
account-identities-another = Vincular otro
account-identities-how = Inicia sesión allí una vez. Desde entonces le da acceso a esta cuenta.
account-identities-link = Vincular { $upstream }
account-factors-title = Seguridad
account-factors-hint = Códigos y llaves que protegen su cuenta
account-factors-lead = Con ellos confirma, además de con su contraseña, que es usted.
account-factors-none = Aún no ha añadido nada que proteja su cuenta además de la contraseña.
account-factors-app = Aplicación de autenticación
account-factors-added = Añadido
account-factors-used = Último uso
account-factors-unused = Nunca
account-factors-name = Nombre
account-factors-name-submit = Guardar el nombre
account-factors-remove = Quitar
account-factors-add-app = Añadir una aplicación de autenticación
account-factors-app-how = Una aplicación de su teléfono muestra un código que cambia cada 30 segundos. Lo escribe al iniciar sesión.
account-factors-codes = Códigos de recuperación
account-factors-codes-left = Códigos restantes
account-factors-codes-how = Cada uno sirve una vez, en lugar de una aplicación o llave que haya perdido. Los códigos nuevos sustituyen a todos los anteriores.
account-factors-codes-renew = Crear códigos nuevos
account-factors-devices = Navegadores recordados
account-factors-devices-lead = En estos navegadores no se le pide un segundo paso.
account-factors-device-until = Hasta
account-factors-forget = Olvidar

account-count = Ahora: { $count }
account-data-title = Sus datos
account-data-hint = Llévelos consigo o elimine su cuenta
account-data-hint-only = Llévelos consigo
account-data-prove = Para ello demuestra quién es, salvo que acabe de hacerlo.
account-data-take = Llevarse sus datos
account-data-what = Un archivo con todo lo que aquí se guarda de usted: lo que se sabe de usted, cómo y dónde inicia sesión, lo que ha permitido, lo que se le ha enviado y lo que ha ocurrido con su cuenta. No contiene contraseñas ni otros secretos.
account-data-download = Descargar sus datos
account-remove-title = Eliminar su cuenta
account-remove-lead = Su cuenta desaparece al momento y para siempre: se cierra su sesión en todas partes, las aplicaciones no reciben nada más y nadie puede recuperarla.
account-remove-stays = Solo queda constancia de cuándo se creó, se modificó y se eliminó la cuenta. Su nombre no figura en ella.
account-remove-confirm = Quiero que mi cuenta se elimine para siempre.
account-remove-submit = Eliminar mi cuenta
account-gone-title = Su cuenta ya no existe
account-gone-words = Se eliminó con todo lo que dependía de ella. Puede cerrar esta página.
account-totp-title = Añadir una aplicación de autenticación
account-totp-lead = Abra una aplicación de autenticación en su teléfono y escanee con ella esta imagen.
account-totp-picture = Código QR con la clave para su aplicación
account-totp-here = ¿Está la aplicación en este dispositivo?
account-totp-open = Abrir en la aplicación
account-totp-typed = O escriba esta clave en la aplicación:
account-totp-code = Código que muestra la aplicación
account-totp-name = Nombre de la aplicación o del dispositivo, si lo desea
account-totp-submit = Añadir
account-codes-title = Sus códigos de recuperación
account-codes-lead = Guarde estos códigos en un lugar seguro, separados de su teléfono. Cada uno sirve una vez, cuando haya perdido todo lo demás. Solo se muestran ahora.
account-codes-download = Guardar en un archivo
account-codes-copy = Copiar
account-codes-copied = Copiado
account-codes-print = Imprimir
account-codes-kept = He guardado los códigos
totp-title = Escriba el código de su aplicación
totp-lead = Abra su aplicación de autenticación y escriba las seis cifras que muestra.
totp-code = Código
recovery-code-title = Escriba un código de recuperación
recovery-code-lead = Tome uno de los códigos que guardó. Solo sirve una vez.
recovery-code-field = Código de recuperación
proof-submit = Continuar
proof-another = De otra manera
account-sign-ins-title = Inicios de sesión recientes
account-sign-ins-hint = También los fallidos
account-sign-ins-lead = Si no reconoce alguno que se completó, cambie la contraseña.
account-sign-ins-succeeded = Sesión iniciada
account-sign-ins-continued = Primer paso completado
account-sign-ins-refused = Contraseña incorrecta
account-sign-ins-failed = No se inició la sesión
account-sign-ins-when = Cuándo
account-sign-ins-with = Con
account-sign-ins-through = A través de
account-sign-ins-for = Para

error-title = No hemos podido continuar
error-reference = Referencia
error-code = Código
error-report = Indique estos datos si pide ayuda a los responsables de este servicio de acceso.
error-detail = Para desarrolladores
error-again = Intentar de nuevo
error-front = Abrir nuestra página de inicio
error-return = Volver a { $client }

retry-seconds =
    { $count ->
        [one] Puede intentarlo de nuevo dentro de { $count } segundo.
       *[other] Puede intentarlo de nuevo dentro de { $count } segundos.
    }
retry-minutes =
    { $count ->
        [one] Puede intentarlo de nuevo dentro de { $count } minuto.
       *[other] Puede intentarlo de nuevo dentro de { $count } minutos.
    }

remember-days =
    { $count ->
        [one] No volver a preguntar en este dispositivo durante un día
       *[other] No volver a preguntar en este dispositivo durante { $count } días
    }
remember-note = Solo si nadie más usa este dispositivo.

forgot-title = ¿Ha olvidado la contraseña?
forgot-lead = Díganos con qué inicia sesión. Enviaremos un enlace a la dirección de correo de esa cuenta.
forgot-submit = Enviar el enlace
forgot-sent = Si existe esa cuenta, un enlace va de camino a su dirección de correo. Mire también entre el correo no deseado. El enlace vale poco tiempo y una sola vez.
reset-title = Elija una contraseña nueva
reset-lead = Cierra su sesión en todas partes.
reset-submit = Guardar la contraseña
reset-done-title = Su contraseña nueva ya vale
reset-done = Su sesión está cerrada en todas partes. Inicie sesión con la contraseña nueva.

register-title = Crear una cuenta
register-lead = Con ella seguirá a { $client }.
register-given = Nombre
register-family = Apellidos
register-email-note = Con ella iniciará sesión. Le enviamos allí un código.
register-number = Número de móvil
register-number-optional = Número de móvil (si quiere)
register-number-note = Con el prefijo del país, por ejemplo +34 612 345 678. También le enviamos allí un código.
register-password = Contraseña
register-submit = Crear la cuenta
register-login = Tengo una cuenta
register-sent-email = Hemos enviado un mensaje a { $address }. Escriba el código que trae.
register-sent-also = También puede abrir el enlace del mensaje. Si no llega nada, mire en el correo no deseado o compruebe la dirección.
register-anew = Escribir otra cosa
register-link-title = Confirme su dirección de correo
register-link-lead = Así confirma { $address } y crea la cuenta.
register-link-password = La contraseña que eligió
register-link-why = Empezó en otro navegador. La contraseña muestra que era usted.
register-link-submit = Confirmar
register-link-not-you = Si no ha pedido una cuenta aquí, cierre esta página. No se ha creado nada.
registered-title = Su cuenta está lista
registered-client = Vuelva a donde empezó o abra { $client } e inicie sesión.
registered-start = Abrir { $client }
registered-own = Puede iniciar sesión con su dirección de correo y su contraseña.

device-title = Conectar un dispositivo
device-lead = Escriba el código que muestra su dispositivo.
device-compare = Compare este código con el que muestra su dispositivo. Continúe solo si son iguales.
device-hint = Ocho letras, por ejemplo WDJB-MJHT. Puede omitir el guion.
device-submit = Continuar
device-warning = ¿Alguien le envió este código o un enlace a esta página? Ciérrela: le daría acceso a su cuenta.
device-allowed-title = Lo ha permitido
device-allowed = Continúa por sí solo donde se empezó. Puede cerrar esta página.
device-denied-title = No lo ha permitido
device-denied = No se ha entregado nada. Puede cerrar esta página.

account-number-title = Número de móvil
account-number-confirmed = Su número está confirmado.
account-number-unconfirmed = Su número no está confirmado.
account-change-new = Código que enviamos a { $address }
account-change-old = Código que enviamos a { $address }, su dirección hasta ahora
account-change-old-note = Así nadie le quita la cuenta con otra dirección. Si ya no puede leer el correo allí, pregunte a quienes llevan este servicio.

ciba-title = Una aplicación le pregunta
ciba-lead = Una aplicación le pide que inicie sesión y le responda. Continúe para ver cuál es y decir sí o no.

# The phones of the account.

account-phones-title = Teléfonos
account-phones-hint = Leer un código con el teléfono en lugar de escribir una contraseña
account-phones-lead = Un teléfono que añada aquí responde por usted: lee el código de una página, ve quién pide qué y acepta o rechaza.
account-phones-none = Todavía no tiene ningún teléfono aquí.
account-phones-unnamed = Teléfono
account-phones-locked = Bloqueado: el PIN fue incorrecto demasiadas veces. Quite el teléfono y añádalo de nuevo.
account-phones-remove = Quitar el teléfono
account-phones-another = Añadir un teléfono
account-phones-how = Verá un código que vale diez minutos y para un solo teléfono.
account-phones-add = Mostrar el código
account-phone-title = Añadir un teléfono
account-phone-lead = Lea este código con la cámara del teléfono y siga allí los pasos.
account-phone-picture = Código para el teléfono. Sin cámara, abra en el teléfono el enlace de abajo.
account-phone-here = ¿Ya está en el teléfono?
account-phone-open = Añadir este teléfono
account-phone-warn = No enseñe el código a nadie: quien lo lea primero tendrá un teléfono que responde por usted.
account-phone-then = ¿Listo? Ver sus teléfonos
