using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Access;

namespace Switchyard.Gateway.Tests.Headers;

/// <summary>What a client brings for the upstream. A key of ours is never part of it, in whatever dress.</summary>
public sealed class OwnCredentialTests
{
    [Theory]
    [Trait("criterion", "PRV-58")]
    [InlineData("Authorization", "Bearer sy_of-ours")]
    [InlineData("Authorization", "bearer   sy_of-ours")]
    [InlineData("x-api-key", "sy_of-ours")]
    [InlineData("x-api-key", " sy_of-ours")]
    [InlineData("x-api-key", "Bearer sy_of-ours")]
    [InlineData("api-key", "\tsy_of-ours")]
    [InlineData("api-key", "bearer  sy_of-ours")]
    public void A_key_of_ours_is_no_credential_for_the_upstream(string header, string value) =>
        Credentials.ReadOwn(new HeaderDictionary { [header] = value }).ShouldBeNull();

    [Theory]
    [InlineData("Authorization", "Bearer sk-mine")]
    [InlineData("x-api-key", "sk-mine")]
    [InlineData("api-key", "Bearer sk-mine")]
    public void The_clients_own_is(string header, string value) =>
        Credentials.ReadOwn(new HeaderDictionary { [header] = value }).ShouldNotBeNull();
}
