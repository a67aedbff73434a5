# Lo que puede hacer una aplicación, un ámbito cada vez, como final de la frase «Si lo permite, la aplicación podrá:».

scope-openid = reconocerle
    .detail = por un identificador que representa su cuenta
scope-profile = ver su nombre y sus datos básicos
    .detail = como su imagen, su idioma y su fecha de nacimiento, si los ha indicado
scope-email = ver su dirección de correo electrónico
    .detail = y si está confirmada
scope-address = ver su dirección postal
    .detail = tal como figura en su cuenta
scope-phone = ver su número de teléfono
    .detail = y si está confirmado
scope-idp-id = ver un número por el que le conoce su banco
    .detail = en lugar de su número de identidad
scope-nin = ver su número de identidad
    .detail = el número por el que le conoce el Estado
scope-ftn-extra = ver con qué banco se ha identificado
    .detail = y lo demás que la red de confianza finlandesa dice de usted, incluido su número de identidad
scope-offline_access = seguir conectada cuando usted no está
    .detail = hasta que usted o el servicio le pongan fin

# Un ámbito sin palabras propias.
consent-other = usar el acceso que llama { $scope }

# Datos sueltos que una aplicación pide por su nombre.
consent-claims = ver estos datos sobre usted
claim-name = nombre completo
claim-given_name = nombre de pila
claim-family_name = apellidos
claim-middle_name = segundos nombres
claim-nickname = apodo
claim-preferred_username = nombre de usuario
claim-profile = página de perfil
claim-picture = imagen
claim-website = sitio web
claim-gender = género
claim-birthdate = fecha de nacimiento
claim-zoneinfo = zona horaria
claim-locale = idioma
claim-updated_at = cuándo cambiaron sus datos por última vez
claim-email = dirección de correo electrónico
claim-email_verified = si su dirección de correo electrónico está confirmada
claim-phone_number = número de teléfono
claim-phone_number_verified = si su número de teléfono está confirmado
claim-address = dirección postal
claim-groups = los grupos a los que pertenece
