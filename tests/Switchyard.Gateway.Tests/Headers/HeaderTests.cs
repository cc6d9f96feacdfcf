using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Headers;

namespace Switchyard.Gateway.Tests.Headers;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("Connection")]
    [InlineData("keep-alive")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Proxy-Connection")]
    [InlineData("HTTP2-Settings")]
    [InlineData("Host")]
    [InlineData("Content-Length")]
    [InlineData("Accept-Encoding")]
    [InlineData("Expect")]
    [InlineData("Authorization")]
    [InlineData("x-api-key")]
    [InlineData("api-key")]
    [InlineData("Cookie")]
    [InlineData("Forwarded")]
    [InlineData("X-Forwarded-For")]
    [InlineData("x-forwarded-anything")]
    [InlineData("X-Switchyard-Key")]
    [InlineData("x-switchyard-future")]
    [InlineData(":authority")]
    [InlineData("traceparent")]
    [InlineData("named")]
    [Trait("criterion", "PRV-69")]
    [Trait("criterion", "PRV-70")]
    public void Withheld(string name) => Copy((name, "x"), ("Connection", "close, Named , other")).ShouldBeEmpty();

    [Theory]
    [InlineData("anthropic-version")]
    [InlineData("Anthropic-Beta")]
    [InlineData("OpenAI-Beta")]
    [InlineData("OpenAI-Organization")]
    [InlineData("X-Stainless-Lang")]
    [InlineData("Editor-Version")]
    [InlineData("User-Agent")]
    [InlineData("Accept")]
    [InlineData("X")]
    [InlineData("unnamed")]
    [Trait("criterion", "PRV-69")]
    public void Passed(string name) => Copy((name, "some value; with=things")).ShouldBe([$"{name}: some value; with=things"]);

    [Fact]
    [Trait("criterion", "PRV-69")]
    public void Content_headers_pass_and_the_encoding_goes_with_the_decoding()
    {
        Copy(decoded: true, ("Content-Type", "application/json; charset=utf-8"), ("Content-Encoding", "gzip"), ("Content-Language", "en"))
            .ShouldBe(["Content-Type: application/json; charset=utf-8", "Content-Language: en"]);
        Copy(decoded: false, ("Content-Encoding", "gzip")).ShouldBe(["Content-Encoding: gzip"]);
    }

    [Fact]
    [Trait("criterion", "PRV-70")]
    public void Response_headers_of_the_connection_and_those_it_names_stay_behind()
    {
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        foreach (var (name, value) in new[]
                 {
                     ("Connection", "x-private"), ("X-Private", "1"), ("Keep-Alive", "timeout=5"), ("Transfer-Encoding", "chunked"), ("Set-Cookie", "a=b"), ("Alt-Svc", "h3"),
                     ("X-Switchyard-Provider", "forged"), ("x-request-id", "req_1"), ("openai-processing-ms", "12"), ("anthropic-ratelimit-requests-limit", "5"),
                 })
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var to = new HeaderDictionary();
        ResponseHeaders.Copy(response, to);
        to.Keys.Select(static name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ShouldBe(["anthropic-ratelimit-requests-limit", "content-type", "openai-processing-ms", "x-request-id"]);
    }

    private static List<string> Copy(params (string Name, string Value)[] headers) => Copy(decoded: true, headers);

    private static List<string> Copy(bool decoded, params (string Name, string Value)[] headers)
    {
        var from = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            from.Append(name, value);
        }

        using var request = new HttpRequestMessage { Content = new ByteArrayContent([]) };
        RequestHeaders.Copy(from, request, decoded, sendTrace: false);
        return [.. request.Headers.NonValidated.Concat(request.Content.Headers.NonValidated).Select(static header => $"{header.Key}: {header.Value}")];
    }
}
