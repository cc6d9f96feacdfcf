using Switchyard.Model.Providers;
using Switchyard.Model.Proxying;

namespace Switchyard.Model.Tests.Proxying;

public sealed class ProxyHostTableTests
{
    [Theory]
    [InlineData("API.OpenAI.com", "api.openai.com")]
    [InlineData("api.openai.com.", "api.openai.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example.", "xn--bcher-kva.example")]
    [InlineData("faß.example", "xn--fa-hia.example")]
    [InlineData("api.openai.com\u3002", "api.openai.com")]
    [InlineData("api\uff0eopenai\uff0ecom", "api.openai.com")]
    [InlineData("localhost", "localhost")]
    public void A_host_has_one_spelling(string written, string spelling) => ProxyHostNames.Of(written).ShouldBe(spelling);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("::1")]
    [InlineData("0x7f.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a.b..")]
    [InlineData("-a.example")]
    [InlineData("a b.example")]
    [InlineData("a_b@c.example")]
    [InlineData("a/b.example")]
    public void What_is_no_name_has_none(string written) => ProxyHostNames.Of(written).ShouldBeNull();

    [Fact]
    public void The_first_provider_by_name_has_a_host_and_the_other_is_told_of()
    {
        var table = ProxyHostTable.Of([Provider("b", "https://API.example./v1"), Provider("a", "https://api.example/other"), Provider("c", "https://c.example:8443")]);

        table.Hosts.ShouldBe([new ProxyHost("api.example", 443, "a"), new ProxyHost("c.example", 8443, "c")]);
        table.Findings.ShouldHaveSingleItem().ShouldBe(new ProxyHostFinding("b", "host_taken", "The host api.example is that of the provider 'a', which comes first by name."));
    }

    [Fact]
    public void A_host_is_found_at_the_port_of_https_and_at_that_of_its_base_url()
    {
        var table = ProxyHostTable.Of([Provider("c", "https://c.example:8443"), Provider("p", "http://p.example:8080")]);

        table.Find("c.example", 443)!.Provider.ShouldBe("c");
        table.Find("c.example", 8443)!.Provider.ShouldBe("c");
        table.Find("c.example", 22).ShouldBeNull();
        table.Find("p.example", 443)!.Provider.ShouldBe("p");
        table.Find("p.example", 8080).ShouldBeNull("nobody speaks TLS there");
    }

    [Fact]
    public void A_provider_without_a_host_is_told_of_and_stops_nobody()
    {
        var table = ProxyHostTable.Of(
        [
            Provider("a-address", "http://127.0.0.1:9000"), Provider("b-six", "https://[2001:db8::1]/v1"), Provider("c-none", ""), Provider("d-good", "https://d.example"),
            Provider("e-off", "https://e.example") with { Enabled = false }, Provider("f-signed", "https://bedrock-runtime.eu-central-1.amazonaws.com", ProviderType.Bedrock),
        ]);

        table.Hosts.ShouldHaveSingleItem().Name.ShouldBe("d.example");
        table.Findings.Select(finding => (finding.Provider, finding.Reason)).ShouldBe(
            [("a-address", "no_host_name"), ("b-six", "no_host_name"), ("c-none", "no_host_name"), ("f-signed", "signed_requests")]);
    }

    private static ProviderConfig Provider(string name, string baseUrl, ProviderType type = ProviderType.OpenAI) =>
        new() { Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch), Name = name, DisplayName = name, Type = type, BaseUrl = baseUrl };
}
