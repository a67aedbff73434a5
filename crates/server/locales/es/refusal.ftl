# Por qué se rechazó algo, por su código estable.
#
# .what  para la persona ante la página: qué ha pasado, en una frase. El título de la página.
# .do    y qué se puede hacer. Esa persona no puede cambiar cómo está configurada una aplicación.

-start-again = Vuelva a la aplicación y empiece de nuevo.
-tell-makers = Vuelva atrás e inténtelo de nuevo. Si se repite, dígaselo a quienes hacen la aplicación.
-ask-operators = Si se repite, pregunte a los responsables de este servicio de acceso.
-safety-stop = Por su seguridad nos hemos detenido aquí. Dígaselo a quienes hacen la aplicación.
-still-signed-in = Su sesión sigue abierta. Puede cerrarla en nuestra página de inicio.

# Un motivo sin palabras propias.
error-other =
    .what = Algo ha fallado por el camino.
    .do = { -start-again } { -ask-operators }

## La petición como tal

refusal-parameter-repeated =
    .what = La petición dice una cosa dos veces.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = Falta algo en la petición.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = Algo en la petición no es como debería.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = Algo en la petición es demasiado largo.
    .do = { -tell-makers }
refusal-request-malformed =
    .what = No hemos podido leer la petición.
    .do = { -tell-makers }

## Cómo una aplicación envía a alguien aquí

refusal-client-unknown =
    .what = No conocemos la aplicación que le ha enviado aquí.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = La aplicación que le ha enviado aquí no está en uso.
    .do = Pregunte a quienes hacen la aplicación.
refusal-client-of-another-issuer =
    .what = Esta aplicación se usa en otra dirección de este servicio.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = La aplicación no ha dicho adónde llevarle después.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = La aplicación quiere llevarle a una dirección que no conocemos.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = La aplicación ha pedido una respuesta que no damos.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = La aplicación ha pedido una respuesta que no está prevista para ella.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = La aplicación ha pedido su respuesta por una vía que no usamos.
    .do = { -tell-makers }
refusal-openid-required =
    .what = La aplicación pide algo que no ha preparado.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = La aplicación ha omitido lo que hace segura su petición.
    .do = { -safety-stop }
refusal-scope-invalid =
    .what = La aplicación ha pedido un acceso que no podemos leer.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = La aplicación ha pedido un acceso que no está previsto para ella.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = La aplicación ha pedido un acceso que su cuenta no tiene.
    .do = Puede volver a la aplicación. Si necesita este acceso, pídalo a los responsables del servicio.
refusal-pkce-required =
    .what = La aplicación ha omitido una protección que debe usar.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = La aplicación ha usado una protección demasiado débil.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = La aplicación ha usado una protección a medias.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = La aplicación ha enviado su petición en una forma que no aceptamos.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = La aplicación ha enviado su petición en una forma que no aceptamos.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = La aplicación ha enviado su petición en una forma que no aceptamos.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = La petición de la aplicación no es correcta o no venía de ella.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = La aplicación ha enviado dos veces la misma petición.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = La petición de la aplicación no está donde debería.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = La aplicación ha empezado el inicio de sesión de una manera que no puede usar.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = No sabemos a qué se refiere la aplicación.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = Este inicio de sesión ha terminado.
    .do = Ya estaba completado o ha tardado demasiado. { -start-again }
refusal-registration-unsupported =
    .what = La aplicación ha enviado su petición en una forma que no aceptamos.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = La aplicación ha pedido acceso a algo que no conocemos.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = La aplicación ha pedido acceso a algo de un modo que no entendemos.
    .do = { -tell-makers }
refusal-prompt-none-combined =
    .what = La aplicación ha pedido dos cosas que se excluyen.
    .do = { -tell-makers }
refusal-login-required =
    .what = No ha iniciado sesión.
    .do = Vuelva a la aplicación e inicie sesión.
refusal-consent-required =
    .what = La aplicación necesita antes su permiso.
    .do = { -start-again }
refusal-acr-unmet =
    .what = Aquí no puede iniciar sesión del modo que pide la aplicación.
    .do = Vuelva a la aplicación. Si lo necesita, pregunte a quienes hacen la aplicación.
refusal-sealing-key-missing =
    .what = La respuesta a la aplicación debe ir cifrada, y no tenemos ninguna clave suya que sirva.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = La aplicación aún no ha demostrado que puede leer lo que ciframos para ella.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = Las claves de la aplicación no están accesibles en este momento, y sin ellas no le respondemos.
    .do = { -tell-makers }
refusal-access-denied =
    .what = La petición se ha rechazado.
    .do = No se ha compartido nada. Puede volver a la aplicación y empezar de nuevo.

## Iniciar sesión

refusal-login-unknown =
    .what = Este inicio de sesión ha terminado.
    .do = Ya estaba completado o ha tardado demasiado. { -start-again }
refusal-login-other-browser =
    .what = Este inicio de sesión se empezó en otro navegador.
    .do = Siga donde empezó, o vuelva a la aplicación en este navegador y empiece de nuevo. Las cookies deben estar permitidas.
refusal-password-wrong =
    .what = El nombre de usuario y la contraseña no coinciden.
    .do = Revise ambos e inténtelo de nuevo. En la contraseña cuentan las mayúsculas.
refusal-current-password-wrong =
    .what = Esa no es su contraseña actual.
    .do = Inténtelo de nuevo. Las mayúsculas cuentan.
refusal-upstream-cancelled =
    .what = Ha interrumpido la identificación.
    .do = No se ha compartido nada. Vuelva a la aplicación para intentarlo otra vez o elegir otra forma.
refusal-upstream-denied =
    .what = No ha permitido que el servicio de identificación diga quién es usted.
    .do = No se ha compartido nada. Vuelva a la aplicación para intentarlo otra vez o elegir otra forma.
refusal-upstream-acr =
    .what = Se le ha identificado, pero con menos seguridad de la que exige la aplicación.
    .do = Vuelva a la aplicación y elija una forma más segura, por ejemplo otro banco.
refusal-upstream-untrusted =
    .what = La respuesta del servicio de identificación no era de fiar.
    .do = Con ella no ha iniciado sesión nadie. Vuelva a la aplicación e inténtelo de nuevo. Si se repite, avise a quienes gestionan este servicio.
refusal-upstream-refused =
    .what = El servicio de identificación no ha aceptado nuestra petición.
    .do = Vuelva a la aplicación y elija otra forma, y avise a quienes gestionan este servicio.
refusal-upstream-answered =
    .what = Esta respuesta ya se ha usado.
    .do = Una página así vale una sola vez. Si no ha iniciado sesión, vuelva a la aplicación y empiece de nuevo.
refusal-upstream-unavailable =
    .what = El servicio de identificación no responde en este momento.
    .do = Vuelva a la aplicación e inténtelo de nuevo dentro de un momento, o elija otra forma.
refusal-upstream-unlinked =
    .what = Ninguna cuenta de aquí está vinculada con quien es usted allí.
    .do = Inicie sesión de otra forma y vincúlela en su cuenta, o pregunte a quienes gestionan este servicio.
refusal-identity-taken =
    .what = Esta forma de iniciar sesión ya pertenece a otra cuenta.
    .do = Inicie sesión con ella para ver a cuál. Si la quiere aquí, desvincúlela primero allí.
refusal-identity-last =
    .what = Es la única forma de entrar en su cuenta.
    .do = Vincule primero otra, o pregunte a los responsables de este servicio de acceso.
refusal-account-disabled =
    .what = Esta cuenta está desactivada.
    .do = Pregunte a quienes gestionan este servicio.
refusal-policy-denied =
    .what = Las reglas de este servicio no le dejan entrar de esta manera.
    .do = Inténtelo de otra manera, o pregunte a quienes gestionan este servicio y deles la referencia.
refusal-too-many-tries =
    .what = Ha habido demasiados intentos.
    .do = Espere un momento antes de intentarlo de nuevo. Si ha olvidado la contraseña, pida una nueva a los responsables de este servicio de acceso.
refusal-busy =
    .what = Muchísimas personas están iniciando sesión en este momento.
    .do = No se ha perdido nada. Espere un momento e inténtelo de nuevo.
refusal-too-many-requests =
    .what = Han llegado demasiadas peticiones desde donde está usted.
    .do = No se ha perdido nada. Espere un momento e inténtelo de nuevo.
refusal-foreign-form =
    .what = Este formulario no venía de nuestra página.
    .do = No se ha hecho nada. { -start-again }

## Cerrar sesión

refusal-logout-hint-invalid =
    .what = No se ha podido comprobar la petición de la aplicación de cerrar su sesión.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = La petición de la aplicación de cerrar su sesión se contradice.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = Tras cerrar la sesión, la aplicación quiere llevarle a una dirección que no conocemos.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = La aplicación quiere llevarle a algún sitio tras cerrar la sesión, pero no ha dicho quién es.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = Este cierre de sesión ha terminado.
    .do = Ya estaba completado o ha tardado demasiado. Si su sesión sigue abierta, ciérrela de nuevo.

## Administración

refusal-not-found =
    .what = No hay nada en esta dirección.
    .do = Revise la dirección, o vuelva a la aplicación de la que venía.
refusal-method-not-allowed =
    .what = Esta dirección no se puede abrir de este modo.
    .do = Vuelva a la aplicación de la que venía y empiece de nuevo.
refusal-login-name-taken =
    .what = Otra cuenta inicia sesión con este nombre o esta dirección.
    .do = Use otro, o pregunte a los responsables de este servicio de acceso.
refusal-user-invalid =
    .what = No podemos guardarlo así.
    .do = Revise lo que ha escrito. No debe ser demasiado largo ni contener caracteres invisibles, y una dirección de correo electrónico necesita una @.
refusal-password-unfit =
    .what = Esa contraseña no se puede usar.
    .do = Elija una de 8 a 256 caracteres que no sea su nombre ni su dirección.
refusal-connection-unencrypted =
    .what = Otros podrían haber leído lo que pasa por aquí.
    .do = No se ha hecho nada. Abra la página con una dirección que empiece por https.

## Nosotros mismos

refusal-store-unavailable =
    .what = En este momento no llegamos a nuestros datos.
    .do = No se ha cambiado nada. Espere un momento e inténtelo de nuevo.
refusal-outcome-unknown =
    .what = No hemos podido asegurarnos de que esto se guardara.
    .do = Espere un momento. { -start-again }
refusal-internal =
    .what = Algo se ha roto por nuestra parte.
    .do = No es culpa suya. Inténtelo de nuevo dentro de un rato. { -ask-operators }
