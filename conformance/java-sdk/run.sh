# Java has a store of certificates of its own.
set -e
mvn --quiet --batch-mode --offline compile >&2
rm -f target/trust.p12
keytool -importcert -noprompt -alias backlot -file "$BACKLOT_CA" -keystore target/trust.p12 -storepass trusted >/dev/null 2>&1
exec java -Djavax.net.ssl.trustStore=target/trust.p12 -Djavax.net.ssl.trustStorePassword=trusted \
    -cp 'target/classes:target/lib/*' conformance.Main
