using Switchyard.Bundles.Endpoint.Methods;

namespace Switchyard.Bundles.Tests.Endpoint;

public sealed class UriTemplateTests
{
    [Theory]
    [InlineData("x://a/{id}/b", "x://a/1/b", true)]
    [InlineData("x://a/{id}/b", "x://a/1/2/b", false)]
    [InlineData("x://a/{id}/b", "x://a/1/b/c", false)]
    [InlineData("x://a/{id}", "x://a/1?q=2", false)]
    [InlineData("x://a/{+path}", "x://a/1/2/3", true)]
    [InlineData("x://a{/path}", "x://a/1/2", true)]
    [InlineData("x://a{?q,r}", "x://a?q=1&r=2", true)]
    [InlineData("x://a.c/{id}", "x://abc/1", false)]
    [InlineData("x://{a}/{b}", "x://1/2", true)]
    [InlineData("x://{a", "x://{a", true)]
    [InlineData("x://a", "x://a", false)]
    public void A_uri_is_an_expansion_or_is_not(string template, string uri, bool isMatch) => UriTemplate.IsMatch(template, uri).ShouldBe(isMatch);

    [Fact]
    public void No_template_takes_long() =>
        UriTemplate.IsMatch(string.Concat(Enumerable.Repeat("{a}", 1000)) + "x", new string('b', 8000)).ShouldBeFalse();
}
