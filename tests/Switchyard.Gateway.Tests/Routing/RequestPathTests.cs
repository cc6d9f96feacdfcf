using Switchyard.Gateway.Routing;

namespace Switchyard.Gateway.Tests.Routing;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/a/v1/models", "/a/v1/models", "")]
    [InlineData("/a/v1/models?x=1&y=%2F..", "/a/v1/models", "?x=1&y=%2F..")]
    [InlineData("/a/v1/models/ft%3Agpt-4o%20x", "/a/v1/models/ft%3Agpt-4o%20x", "")]
    [InlineData("http://gateway.example/a/b?c", "/a/b", "?c")]
    [InlineData("/a/.well-known/x...y", "/a/.well-known/x...y", "")]
    [InlineData("/", "/", "")]
    [Trait("criterion", "PRV-74")]
    public void Plain_targets_are_split(string target, string path, string query)
    {
        RequestPath.TryRead(target, out var actual, out var rest).ShouldBeTrue();
        actual.ShouldBe(path);
        rest.ShouldBe(query);
    }

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%2E./b")]
    [InlineData("/a/.%2e")]
    [InlineData("/a/..")]
    [InlineData("/a//b")]
    [InlineData("//a")]
    [InlineData("/a/b%2fc")]
    [InlineData("/a/b%2Fc")]
    [InlineData("/a/b%5cc")]
    [InlineData("/a\\b")]
    [InlineData("/a/b%00")]
    [InlineData("/a/b%0d%0a")]
    [InlineData("/a/b%7f")]
    [InlineData("/a/b%")]
    [InlineData("/a/b%4")]
    [InlineData("/a/b%zz")]
    [InlineData("/a b")]
    [InlineData("a/b")]
    [InlineData("*")]
    [InlineData("http://host")]
    [Trait("criterion", "PRV-74")]
    public void What_can_be_read_in_two_ways_is_refused(string target) => RequestPath.TryRead(target, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("/v1/models", "/v1/models*")]
    [InlineData("/v1/models/gpt", "/v1/models*")]
    [InlineData("/v1/responses/abc/cancel", "/v1/responses/*")]
    [InlineData("/v1/responses", null)]
    [InlineData("/v1/embeddings", "/v1/embeddings")]
    [InlineData("/v1/embeddings/x", null)]
    [InlineData("/v1/files", null)]
    [InlineData("", null)]
    [Trait("criterion", "PRV-73")]
    public void The_list_says_what_passes(string path, string? entry) =>
        new PassthroughList(["/v1/models*", "/v1/responses/*", "/v1/embeddings"]).Match(path).ShouldBe(entry);
}
