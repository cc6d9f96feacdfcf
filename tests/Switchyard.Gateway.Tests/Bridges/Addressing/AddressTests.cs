using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Bridges.Addressing;

public sealed class AddressTests
{
    [Theory]
    [InlineData("https://api.openai.com", "/v1/chat/completions", "", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/", "/v1/models", "", "https://api.openai.com/v1/models")]
    [InlineData("https://api.openai.com/v1", "/v1/chat/completions", "", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1/", "/v1/chat/completions", "?a=b", "https://api.openai.com/v1/chat/completions?a=b")]
    [InlineData("https://host/openai/v1", "/v1", "", "https://host/openai/v1")]
    [InlineData("https://host/openai/v1", "/v1beta/x", "", "https://host/openai/v1/v1beta/x")]
    [InlineData("https://host/v10", "/v1/x", "", "https://host/v10/v1/x")]
    [InlineData("http://127.0.0.1:5000/sim", "/v1/responses", "", "http://127.0.0.1:5000/sim/v1/responses")]
    [InlineData("https://host", "/v1/models/a%2Fb%2e", "?q=%41&empty=&q=2", "https://host/v1/models/a%2Fb%2e?q=%41&empty=&q=2")]
    [InlineData("https://host", "/v1/x y\r\nz#ä", "", "https://host/v1/x%20y%0D%0Az%23%C3%A4")]
    [InlineData("http://[::1]:81", "/v1/x", "", "http://[::1]:81/v1/x")]
    [Trait("criterion", "PRV-54")]
    public void Path_and_query_reach_the_upstream_as_they_are(string baseUrl, string path, string query, string expected)
    {
        foreach (var type in (ProviderType[])[ProviderType.OpenAI, ProviderType.OpenAICompatible, ProviderType.Anthropic])
        {
            var uri = Providers.Dialect(type, baseUrl).Address(path, query, null, null);
            (uri.GetLeftPart(UriPartial.Authority) + uri.PathAndQuery).ShouldBe(expected);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-54")]
    public void Usual_addresses_are_made_once()
    {
        var dialect = Providers.Dialect(ProviderType.OpenAI, "https://api.openai.com/v1");
        dialect.Address("/v1/chat/completions", "", Providers.Facts(), null).ShouldBeSameAs(dialect.Address("/v1/chat/completions", "", Providers.Facts(), "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative")]
    [InlineData("ftp://host")]
    [InlineData("https://u:p@host")]
    [InlineData("https://host?x=1")]
    [InlineData("https://host#f")]
    [Trait("criterion", "PRV-43")]
    public void A_base_url_that_can_not_work_is_an_argument_fault(string baseUrl) =>
        Should.Throw<ArgumentException>(() => Providers.Dialect(ProviderType.OpenAI, baseUrl));

    [Theory]
    [InlineData(ProviderType.OpenAI, "Authorization", "Bearer sk-upstream")]
    [InlineData(ProviderType.OpenAICompatible, "Authorization", "Bearer sk-upstream")]
    [InlineData(ProviderType.Anthropic, "x-api-key", "sk-upstream")]
    [InlineData(ProviderType.AzureOpenAI, "api-key", "sk-upstream")]
    [Trait("criterion", "PRV-61")]
    public async Task The_key_is_the_only_credential_that_goes_upstream(ProviderType type, string header, string value)
    {
        var dialect = Providers.Dialect(type, "https://host");
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://host/");
        foreach (var name in (string[])["Authorization", "X-Api-Key", "Api-Key"])
        {
            request.Headers.TryAddWithoutValidation(name, "client-secret");
        }

        await dialect.AuthorizeAsync(request, default, Providers.Key, TestContext.Current.CancellationToken);

        request.Headers.GetValues(header).ShouldBe([value]);
        request.Headers.ToString().ShouldNotContain("client-secret");
    }

    [Fact]
    [Trait("criterion", "PRV-69")]
    public async Task Anthropic_calls_carry_a_version_and_the_clients_own_wins()
    {
        var dialect = Providers.Dialect(ProviderType.Anthropic, "https://host");
        using var without = new HttpRequestMessage(HttpMethod.Post, "https://host/");
        using var with = new HttpRequestMessage(HttpMethod.Post, "https://host/");
        with.Headers.TryAddWithoutValidation("anthropic-version", "2026-10-21");

        await dialect.AuthorizeAsync(without, default, Providers.Key, TestContext.Current.CancellationToken);
        await dialect.AuthorizeAsync(with, default, Providers.Key, TestContext.Current.CancellationToken);

        without.Headers.GetValues("anthropic-version").ShouldBe(["2023-06-01"]);
        with.Headers.GetValues("anthropic-version").ShouldBe(["2026-10-21"]);
    }

    [Theory]
    [InlineData("https://r.openai.azure.com", null, "/v1/chat/completions", "", "/openai/deployments/dep-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("https://r.openai.azure.com/openai/", "2025-01-01-preview", "/v1/chat/completions", "?x=1", "/openai/deployments/dep-4o/chat/completions?x=1&api-version=2025-01-01-preview")]
    [InlineData("https://r.openai.azure.com", "2025-01-01-preview", "/v1/chat/completions", "?Api-Version=2030-01-01", "/openai/deployments/dep-4o/chat/completions?Api-Version=2030-01-01")]
    [InlineData("https://r.openai.azure.com", null, "/v1/responses", "", "/openai/v1/responses")]
    [InlineData("https://r.openai.azure.com", "2025-04-01-preview", "/v1/responses", "", "/openai/responses?api-version=2025-04-01-preview")]
    [InlineData("https://r.openai.azure.com/openai/v1", null, "/v1/chat/completions", "", "/openai/v1/chat/completions")]
    [InlineData("https://r.openai.azure.com/openai/v1/", "preview", "/v1/responses", "", "/openai/v1/responses?api-version=preview")]
    [InlineData("https://gw/prefix/openai/deployments/only", null, "/v1/chat/completions", "", "/prefix/openai/deployments/only/chat/completions?api-version=2024-10-21")]
    [InlineData("https://gw/prefix", null, "/v1/chat/completions", "", "/prefix/openai/deployments/dep-4o/chat/completions?api-version=2024-10-21")]
    [Trait("criterion", "PRV-101")]
    public void Azure_paths(string baseUrl, string? version, string path, string query, string expected)
    {
        var settings = new ProviderSettings { ApiVersion = version, Deployments = new Dictionary<string, string> { ["gpt-4o"] = "dep-4o" } };
        var dialect = Providers.Dialect(ProviderType.AzureOpenAI, baseUrl, settings);

        dialect.Address(path, query, Providers.Facts("alias"), "gpt-4o").PathAndQuery.ShouldBe(expected);
        dialect.Address(path, query, Providers.Facts("gpt-4o"), null).PathAndQuery.ShouldBe(expected);
    }

    [Fact]
    [Trait("criterion", "PRV-101")]
    public void Azure_models_without_a_deployment_are_their_own_and_can_not_leave_the_path()
    {
        var dialect = Providers.Dialect(ProviderType.AzureOpenAI, "https://r.openai.azure.com");

        dialect.Address("/v1/chat/completions", "", Providers.Facts("../x?y"), null).PathAndQuery
            .ShouldBe("/openai/deployments/..%2Fx%3Fy/chat/completions?api-version=2024-10-21");
        dialect.Address("/v1/models", "", null, null).PathAndQuery.ShouldBe("/openai/v1/models");
        Providers.Dialect(ProviderType.AzureOpenAI, "https://r.openai.azure.com", new ProviderSettings { ApiVersion = "2024-10-21" })
            .Address("/v1/models", "", null, null).PathAndQuery.ShouldBe("/openai/models?api-version=2024-10-21");
    }

    [Theory]
    [InlineData("https://r/openai/v1/responses", """{ "x":1, "model" : "dep-4o" }""")]
    [InlineData("https://r/openai/deployments/dep-4o/chat/completions", """{ "x":1, "model" : "gpt-4o" }""")]
    [Trait("criterion", "PRV-101")]
    public void Azure_names_the_deployment_in_the_body_where_the_path_does_not(string address, string expected)
    {
        var settings = new ProviderSettings { Deployments = new Dictionary<string, string> { ["gpt-4o"] = "dep-4o" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, address);

        var body = Providers.Dialect(ProviderType.AzureOpenAI, "https://r", settings).Body("""{ "x":1, "model" : "gpt-4o" }"""u8.ToArray(), Providers.Facts(), request);

        System.Text.Encoding.UTF8.GetString(body.Span).ShouldBe(expected);
    }
}
