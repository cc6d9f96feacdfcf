using Switchyard.Bundles.Authorization.Protocol;

namespace Switchyard.Bundles.Tests.Authorization;

/// <summary>What is read of what servers say.</summary>
public sealed class ProtocolTests
{
    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData("Bearer", null, null)]
    [InlineData("bearer resource_metadata=\"https://a/b\"", "https://a/b", null)]
    [InlineData("Basic realm=\"x, Bearer y\", Bearer scope=\"a b\", resource_metadata=\"https://a\"", "https://a", "a b")]
    [InlineData("Bearer realm=\"a \\\"quoted\\\" one\", scope=read", null, "read")]
    [InlineData("Bearer error=invalid_token, resource_metadata=https://a", "https://a", null)]
    public void A_challenge_is_found(string header, string? metadata, string? scope) => BearerChallenge.Find([header]).ShouldBe(new BearerChallenge(metadata, scope));

    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData("Basic realm=\"Bearer\"")]
    [InlineData("BearerLike a=b")]
    [InlineData("")]
    public void What_is_none_is_none(string header) => BearerChallenge.Find([header]).ShouldBeNull();

    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData("https://a/mcp", "https://a/mcp", true)]
    [InlineData("https://a", "https://a/mcp", true)]
    [InlineData("https://a/", "https://a/mcp", true)]
    [InlineData("https://A:443/mcp/", "https://a/mcp?x=1", true)]
    [InlineData("https://a/mcp", "https://a/mcp/more", true)]
    [InlineData("https://a/mcp", "https://a/mcpmore", false)]
    [InlineData("https://a/mcp", "https://a/other", false)]
    [InlineData("https://a/mcp", "https://b/mcp", false)]
    [InlineData("https://a/mcp", "http://a/mcp", false)]
    [InlineData("https://a/mcp", "https://a:8443/mcp", false)]
    [InlineData("https://a/mcp#x", "https://a/mcp", false)]
    [InlineData("mcp", "https://a/mcp", false)]
    [InlineData(null, "https://a/mcp", false)]
    public void A_token_is_for_a_server_or_for_what_is_below(string? resource, string server, bool covers) => ResourceIndicator.Covers(resource, new Uri(server)).ShouldBe(covers);
}
