package io.modelcatalog.adapters.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private static final Origin HOST = new Origin(true, "models.example.com", 443);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesSpecialAddresses(String literal) throws Exception {
    InetAddress[] resolved = {InetAddress.getByName(literal)};

    assertThat(AddressGuard.STRICT.refusal(HOST, resolved)).isNotNull();
    assertThat(AddressGuard.isPublic(resolved[0])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "126.255.255.255",
        "128.0.0.1",
        "168.63.129.17",
        "169.253.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "177.0.0.1",
        "192.0.1.1",
        "192.0.3.1",
        "192.167.0.1",
        "198.17.255.255",
        "198.20.0.1",
        "203.0.112.1",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450::1",
        "2003::1"
      })
  void allowsOrdinaryAddresses(String literal) throws Exception {
    assertThat(
            AddressGuard.STRICT.refusal(HOST, new InetAddress[] {InetAddress.getByName(literal)}))
        .isNull();
  }

  @Test
  void refusesAMappedAddressThatJavaKeepsAsIPv6() throws Exception {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};

    assertThat(AddressGuard.isPublic(Inet6Address.getByAddress("x", mapped, -1))).isFalse();
  }

  @Test
  void refusesAHostIfAnyOfItsAddressesIsForbidden() throws Exception {
    InetAddress[] mixed = {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")};

    assertThat(AddressGuard.STRICT.refusal(HOST, mixed))
        .isEqualTo("models.example.com:443 is or leads to a private or special address");
  }

  @Test
  void allowsExactlyTheHostAndPortThatIsListed() throws Exception {
    AddressGuard guard = AddressGuard.allowing(List.of(" Models.Internal:8000 ", ""));
    InetAddress[] home = {InetAddress.getByName("10.0.0.1")};

    assertThat(guard.refusal(new Origin(false, "models.internal", 8000), home)).isNull();
    assertThat(guard.refusal(new Origin(false, "models.internal", 8001), home)).isNotNull();
    assertThat(guard.refusal(new Origin(false, "x.models.internal", 8000), home)).isNotNull();
    assertThat(guard.refusal(new Origin(false, "10.0.0.1", 8000), home)).isNotNull();
  }

  @Test
  void allowsAHostThatLeadsToAListedAddressAndPort() throws Exception {
    AddressGuard guard = AddressGuard.allowing(List.of("10.0.0.1:8000", "[fd00::1]:8000"));
    InetAddress[] both = {InetAddress.getByName("10.0.0.1"), InetAddress.getByName("fd00::1")};
    InetAddress[] another = {InetAddress.getByName("10.0.0.2")};

    assertThat(guard.refusal(new Origin(false, "a.internal", 8000), both)).isNull();
    assertThat(guard.refusal(new Origin(false, "a.internal", 8001), both)).isNotNull();
    assertThat(guard.refusal(new Origin(false, "a.internal", 8000), another)).isNotNull();
  }

  @Test
  void knowsPrivateNamesWithoutALookup() {
    AddressGuard guard = AddressGuard.allowing(List.of("127.0.0.1:1"));

    assertThat(guard.isPrivateName(new Origin(false, "localhost", 80))).isTrue();
    assertThat(guard.isPrivateName(new Origin(false, "a.localhost", 80))).isTrue();
    assertThat(guard.isPrivateName(new Origin(false, "127.0.0.1", 2))).isTrue();
    assertThat(guard.isPrivateName(new Origin(false, "127.0.0.1", 1))).isFalse();
    assertThat(guard.isPrivateName(new Origin(false, "example.com", 80))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "host",
        ":80",
        "host:",
        "host:0",
        "host:65536",
        "host:8x",
        "fd00::1:80"
      })
  void refusesAnEntryThatIsNoHostAndPort(String entry) {
    assertThatThrownBy(() -> AddressGuard.allowing(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(entry);
  }
}
