"""Terms for accounts and cards. How to read them: ``persons``."""

from __future__ import annotations

STRONG = {
    "CREDIT_CARD": """
        credit card, creditcard, credit card number, creditcardnumber, credit card no, credit card num,
        cc number, ccnumber, cc no, cc num, ccnum, ccno, ccn, card number, cardnumber, card no, cardno,
        card num, cardnum, card nbr, card pan, primary account number, pan card number debit, debit card,
        debitcard, debit card number, payment card, payment card number, bank card, bank card number,
        bankcard, acct card no, cardpan, kreditkarte, kreditkartennummer, kreditkartennr, kartennummer,
        kartennr, carte bancaire, numéro carte, numéro de carte, num carte, carte crédit, carte de crédit,
        numéro carte bancaire, num cb, tarjeta, tarjeta crédito, tarjeta de crédito, numero tarjeta,
        número de tarjeta, nro tarjeta, num tarjeta, cartão, cartão crédito, cartão de crédito,
        número cartão, numero do cartao, nr cartao, num cartao, carta credito, carta di credito,
        numero carta, creditcardnummer, kaartnummer, karta kredytowa, numer karty, nr karty,
        numer karty kredytowej, kreditní karta, číslo karty, cislo karty, kreditkort, kreditkortsnummer,
        kortnummer, kortnr, kredittkort, kredittkortnummer, luottokortti, luottokortin numero,
        kortin numero, korttinumero, kredi kartı, kredi kartı no, kart no, kart numarası, kartno,
        card credit, număr card, numar card, nr card, hitelkártya, bankkártya, kártyaszám, bankkártyaszám,
        kartu kredit, nomor kartu, no kartu, nomor kartu kredit, thẻ tín dụng, số thẻ, so the,
        số thẻ tín dụng, номер карты, кредитная карта, банковская карта, nomer karty, αριθμός κάρτας,
        πιστωτική κάρτα, رقم البطاقة الائتمانية, بطاقة الائتمان, رقم بطاقة الائتمان, מספר כרטיס,
        כרטיס אשראי, מספר כרטיס אשראי, क्रेडिट कार्ड, कार्ड नंबर, कार्ड संख्या, 信用卡, 信用卡号, 卡号, 银行卡, 银行卡号,
        信用卡號, 卡號, クレジットカード, クレジットカード番号, カード番号, 카드번호, 신용카드, 신용카드번호, xinyongka, kahao
    """,
    "IBAN_CODE": """
        iban, iban number, iban no, ibanno, iban code, iban nr, ibannr, iban nummer, iban konto,
        numéro iban, num iban, numero iban, código iban, codice iban, numer iban, kod iban, bank iban,
        iban kodu, iban num, αριθμός iban, ибан, رقم الايبان, الايبان, איבאן
    """,
    "BANK_ACCOUNT": """
        bank account, bankaccount, bank account number, bankaccountnumber, bank account no, bank acct,
        bank acct no, bank acct num, bank ac no, bank a c no, bank no account, account number,
        accountnumber, account no, accountno, account num, accountnum, acct number, acct no, acctno,
        acct num, acctnum, acct nbr, acctnbr, acc no, accno, acc num, acc number, a c no, ac no,
        beneficiary account, payee account, checking account, savings account, debtor account,
        creditor account, sort code account, bban, clabe, cbu, cvu, nuban, bankn, bank details account,
        us bank number, direct debit account, deposit account number, kontonummer, kontonr, konto nr,
        bankkonto, bankkontonummer, bankverbindung, girokonto, compte bancaire, numéro compte,
        numéro de compte, num compte, no compte, numcompte, rib, numéro compte bancaire, cuenta bancaria,
        numero cuenta, número de cuenta, nro cuenta, num cuenta, numcuenta, cuenta corriente, cuenta clabe,
        conta bancária, conta corrente, número conta, numero da conta, nr conta, num conta, numconta, nib,
        conta poupanca, conto corrente, conto bancario, numero conto, numero di conto, coordinate bancarie,
        bankrekening, bankrekeningnummer, rekeningnummer, rekeningnr, rekening nr, konto bankowe,
        numer konta, nr konta, numer rachunku, nr rachunku, rachunek bankowy, nrb, číslo účtu, cislo uctu,
        bankovní účet, bankovní spojení, bankkontonr, clearingnummer konto, reg og kontonr, tilinumero,
        tilinro, pankkitili, pankkitilin numero, banka hesabı, hesap no, hesapno, hesap numarası,
        banka hesap no, cont bancar, număr cont, numar cont, nr cont, bankszámla, bankszámlaszám,
        számlaszám, szamlaszam, no rekening, norek, nomor rekening, no rek, rekening bank,
        tài khoản ngân hàng, số tài khoản, so tai khoan, sotaikhoan, stk, номер счета, номер счёта,
        банковский счет, расчетный счет, лицевой счет, р с, nomer scheta, raschetny schet, номер рахунку,
        αριθμός λογαριασμού, τραπεζικός λογαριασμός, رقم الحساب, الحساب البنكي, رقم الحساب البنكي,
        מספר חשבון, חשבון בנק, מספר חשבון בנק, खाता संख्या, बैंक खाता, बैंक खाता संख्या, खाता नंबर, 银行账号,
        银行账户, 账户号, 银行帐号, 開戶帳號, 銀行帳號, 口座番号, 銀行口座, 銀行口座番号, 계좌번호, 은행계좌, 통장번호, yinhangzhanghao, kouzabango,
        เลขที่บัญชี, เลขบัญชี
    """,
    "CRYPTO": """
        bitcoin address, btc address, btcaddress, bitcoin wallet, btc wallet, wallet address, walletaddress,
        crypto address, crypto wallet, ethereum address, eth address, ethaddress, eth wallet,
        wallet id crypto, blockchain address, token address wallet, xmr address, adresse bitcoin,
        wallet addr, 钱包地址
    """,
}

WEAK = {
    "CREDIT_CARD": """
        card, cc, pan, karte, carte, carta, kort, kaart, karta, kart, kártya, kartu, карта, 卡
    """,
    "IBAN_CODE": """
        account, bank account, konto, compte, cuenta, conta, conto, rekening, účet, tili, hesap, cont,
        account number, account no
    """,
    "BANK_ACCOUNT": """
        account, acct, konto, compte, cuenta, conta, conto, rekening, účet, tili, hesap, cont, számla,
        account id, acct id, счет, 账户, debit, from account, to account
    """,
    "CRYPTO": """
        wallet, address, bitcoin, btc, eth
    """,
}
