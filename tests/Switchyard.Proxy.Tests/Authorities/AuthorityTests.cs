using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchyard.Hub.Proxying;
using Switchyard.Proxy.Authorities;
using Switchyard.Storage.Proxying;
using Switchyard.Storage.Secrets;

namespace Switchyard.Proxy.Tests.Authorities;

public sealed class AuthorityTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly SecretSealer _sealer = new(SecretKeyRing.Parse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));

    [Fact]
    public void A_minted_certificate_is_good_for_its_host_and_no_other()
    {
        var (authority, row) = Make();

        var context = authority.CertificateOf("api.example", Now);

        var leaf = context.TargetCertificate;
        leaf.MatchesHostname("api.example").ShouldBeTrue();
        leaf.MatchesHostname("other.example").ShouldBeFalse();
        leaf.MatchesHostname("x.api.example").ShouldBeFalse();
        Builds(leaf, row).ShouldBeTrue();
        leaf.HasPrivateKey.ShouldBeTrue();
        leaf.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
        leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
        context.IntermediateCertificates.ShouldBeEmpty("clients have the root, and nothing stands between");
    }

    [Fact]
    public void A_certificate_is_kept_until_half_its_life_is_over()
    {
        var (authority, _) = Make();

        var first = authority.CertificateOf("api.example", Now);

        authority.CertificateOf("api.example", Now + (Authority.LeafLife / 2) - TimeSpan.FromSeconds(1)).ShouldBeSameAs(first);
        authority.CertificateOf("api.example", Now + (Authority.LeafLife / 2)).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void No_more_are_kept_than_there_is_room_for()
    {
        var (authority, _) = Make();

        for (var i = 0; i < Authority.MaxLeaves + 10; i++)
        {
            authority.CertificateOf($"h{i}.example", Now);
        }

        authority.Leaves.ShouldBe(10);
    }

    [Fact]
    public void None_outlives_its_authority()
    {
        var (authority, row) = Make();

        var leaf = authority.CertificateOf("api.example", row.NotAfter - TimeSpan.FromHours(1)).TargetCertificate;

        new DateTimeOffset(leaf.NotAfter).ShouldBe(row.NotAfter, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void An_authority_signs_servers_and_no_authority_and_its_key_is_sealed_for_its_row()
    {
        var row = ProxyAuthorityMaker.Make(_sealer, ProxyAuthorityStates.Active, Now);

        using var certificate = X509Certificate2.CreateFromPem(row.Certificate);
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        (constraints.CertificateAuthority, constraints.HasPathLengthConstraint, constraints.PathLengthConstraint).ShouldBe((true, true, 0));
        row.Certificate.ShouldNotContain("PRIVATE");
        var column = SealedColumns.ProxyAuthorities;
        _sealer.TryOpenBytes(column.Table, column.Column, Guid.AllBitsSet, row.Sealed!, out _).ShouldBeFalse("it is sealed for another row");
        _sealer.TryOpenBytes(column.Table, column.Column, row.Id, row.Sealed!, out var secret).ShouldBeTrue();
        row.Sealed.AsSpan().IndexOf(secret.AsSpan(0, 16)).ShouldBe(-1);
    }

    private (Authority Authority, ProxyAuthorityRow Row) Make()
    {
        var row = ProxyAuthorityMaker.Make(_sealer, ProxyAuthorityStates.Active, Now);
        _sealer.TryOpenBytes(SealedColumns.ProxyAuthorities.Table, SealedColumns.ProxyAuthorities.Column, row.Id, row.Sealed!, out var secret).ShouldBeTrue();
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(secret, out _);
        using var certificate = X509Certificate2.CreateFromPem(row.Certificate);
        return (new Authority(row.Id, certificate.CopyWithPrivateKey(key)), row);
    }

    private static bool Builds(X509Certificate2 leaf, ProxyAuthorityRow row)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(row.Certificate));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return chain.Build(leaf);
    }
}
