"""Terms for machines and for what opens doors. How to read them: ``persons``."""

from __future__ import annotations

STRONG = {
    "IP_ADDRESS": """
        ip, ips, ip address, ipaddress, ip addr, ipaddr, ip adr, ip v4, ipv4, ip v6, ipv6, ip address v4,
        client ip, clientip, remote ip, remote addr, remoteaddr, remote address, remote host, source ip,
        src ip, srcip, src addr, dest ip, dst ip, dstip, dst addr, x forwarded for, forwarded for, last ip,
        login ip, lastip, user ip, userip, host ip, hostip, c ip, s ip, ip client, adresse ip, ip adresse,
        ipadresse, ip cím, dirección ip, direccion ip, endereço ip, endereco ip, indirizzo ip, ip adres,
        ipadres, adres ip, ip adresa, ip adress, ipadress, ip osoite, ip adresi, adresa ip, alamat ip,
        địa chỉ ip, ip адрес, айпи, ip адреса, διεύθυνση ip, عنوان ip, כתובת ip, आईपी, आईपी पता, ip地址, ip位址,
        ipアドレス, アイピー, ip주소, 아이피,
        ip src, ip dst, ip source, ip destination, ip origen, ip origem
    """,
    "MAC_ADDRESS": """
        mac, mac address, macaddress, mac addr, macaddr, mac adr, hw address, hwaddr, hardware address,
        ethernet address, bssid, wifi mac, wlan mac, bluetooth mac, bluetooth address, bt addr, bt mac,
        mac adresse, adresse mac, dirección mac, endereço mac, indirizzo mac, mac adres, adres mac,
        mac адрес, mac地址, macアドレス, mac주소
    """,
    "DEVICE_ID": """
        device id, deviceid, device identifier, device uuid, device guid, device udid, device fingerprint,
        device serial, device serial number, device token, devicetoken, udid, imei, imei number, imei no,
        imeino, imei1, imei2, imeisv, meid, esn, imsi, iccid, sim serial, sim number, sim no, android id,
        androidid, advertising id, advertisingid, ad id device, adid, idfa, idfv, gaid, aaid, maid,
        mobile ad id, vendor id device, cookie id, cookieid, cookie, visitor cookie, tracking id,
        trackingid, browser id, browser fingerprint, fingerprint, client id ga, ga client id, ga cid,
        ga cookie, fbp, fbc, visitor id, visitorid, anonymous id, anonymousid, install id, installation id,
        instance id device, push token, apns token, fcm token, phone serial, hardware id, hwid, machine id,
        machineid, smart meter id, gerätenummer, geräte id, geräteid, gerätekennung, seriennummer gerät,
        identifiant appareil, id appareil, numéro imei, id dispositivo, identificador dispositivo,
        id del dispositivo, id do dispositivo, numero imei, codice imei, apparaat id, toestel id,
        id urządzenia, numer imei, id zařízení, enhets id, enhetsid, enheds id, laite id, laitetunnus,
        cihaz id, cihaz kimliği, id dispozitiv, eszköz azonosító, id perangkat, nomor imei, mã thiết bị,
        số imei, so imei, идентификатор устройства, имей, имеи, id устройства, معرف الجهاز, מזהה מכשיר,
        डिवाइस आईडी, 设备id, 设备号, 设备编号, 设备标识, 設備編號, デバイスid, 端末id, 端末識別番号, 기기 id, 단말기번호, 디바이스 아이디
    """,
    "SECRET": """
        password, passwd, pwd, pswd, passw, pword, passwort, userpassword, user password, user pwd, userpwd,
        login password, password hash, passwordhash, pwd hash, pwdhash, passwd hash, hashed password,
        password digest, encrypted password, password salt, pwd salt, salt password, passphrase,
        pass phrase, passcode, pass code, secret, secrets, client secret, clientsecret, app secret,
        appsecret, shared secret, secret key, secretkey, secret token, secret access key,
        aws secret access key, access key, accesskey, access key id, aws access key id, api key, apikey,
        api keys, api secret, apisecret, api token, apitoken, api credentials, access token, accesstoken,
        refresh token, refreshtoken, auth token, authtoken, auth key, authkey, authentication token,
        authorization token, authorization header, bearer, bearer token, bearertoken, oauth token,
        oauth secret, oauth access token, oauth refresh token, id token jwt, jwt, jwt token, session token,
        sessiontoken, csrf token, xsrf token, reset token, reset password token, password reset token,
        confirmation token, remember token, remember me token, activation token, invitation token,
        invite token, verification token, private key, privatekey, ssh key, ssh private key,
        pgp private key, signing key, encryption key, master key, masterkey, license key, connection string,
        connectionstring, conn string, database password, db password, dbpassword, db pass, dbpass,
        credentials, credential, webhook secret, webhook url secret, otp secret, totp secret, mfa secret,
        two factor secret, recovery code, recovery codes, backup codes, security answer, secret answer,
        security question answer, pin code secret, card pin, pin number, pinnumber, atm pin, pin code card,
        cvv, cvv2, cvc, cvc2, card cvv, card security code, card verification value, security code card,
        github token, gitlab token, slack token, personal access token, service account key, sas token,
        kennwort, losung, geheimnis, zugangsdaten, passwort hash, geheimschlüssel, api schlüssel,
        mot de passe, motdepasse, mdp, mot passe, code secret, clé api, clé secrète, jeton, jeton accès,
        contraseña, contrasena, contraseñas, contrasenya, clave, clave acceso, clave de acceso,
        clave secreta, clave api, senha, senhas, ds senha, palavra passe, palavra chave secreta, chave api,
        chave secreta, chave de acesso, parola, parola d'ordine, parola chiave segreta, chiave api,
        chiave segreta, wachtwoord, wachtwoorden, geheim, api sleutel, geheime sleutel, hasło, haslo,
        hasło hash, klucz api, klucz prywatny, heslo, heslo hash, api klíč, tajný klíč, lösenord, losenord,
        adgangskode, passord, kodeord, hemmelighet, hemmelighed, hemlighet, salasana, salainen avain, şifre,
        sifre, şifresi, parola hash, gizli anahtar, parolă, cheie api, cheie secreta, jelszó, jelszo,
        jelszava, titkos kulcs, kata sandi, katasandi, sandi, kunci api, mật khẩu, mat khau, matkhau,
        khóa api, пароль, пароли, секрет, секретный ключ, токен доступа, ключ api, parol, секретное слово,
        κωδικός πρόσβασης, συνθηματικό, μυστικό κλειδί, كلمة المرور, كلمة السر, الرقم السري, סיסמה, סיסמא,
        מפתח סודי, पासवर्ड, गुप्त कुंजी, 密码, 口令, 登录密码, 密钥, 私钥, 访问密钥, 访问令牌, 密碼, 金鑰, 支付密码, パスワード, 暗証番号, 秘密鍵,
        アクセストークン, 비밀번호, 패스워드, 암호, 비밀키, 접근토큰, mima, รหัสผ่าน
    """,
}

WEAK = {
    "SECRET": """
        token, pass, pin, otp, mfa, authorization, clave, chave
    """,
}
