using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Providers;

public sealed class ProviderRulesTests
{
    private static readonly ProviderConfig Valid = new()
    {
        Id = new Guid("01900000-0000-7000-8000-000000000001"),
        Name = "openai-main",
        Type = ProviderType.OpenAI,
        DisplayName = "OpenAI",
        BaseUrl = "https://api.openai.com/v1",
        Keys = [Key(0, "sk-one"), Key(1, "sk-two")],
    };

    [Fact]
    public void A_valid_provider_has_no_faults() => Faults(Valid).ShouldBeEmpty();

    [Theory]
    [Trait("criterion", "PRV-4")]
    [InlineData("")]
    [InlineData("Open")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("a\n")]
    [InlineData("v1")]
    [InlineData("mcp")]
    [InlineData("api")]
    [InlineData("healthz")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_bad_name_is_a_fault_of_name(string name) => Faults(Valid with { Name = name }).ShouldHaveSingleItem().Field.ShouldBe("name");

    [Fact]
    [Trait("criterion", "PRV-4")]
    public void A_name_of_63_characters_is_allowed() => Faults(Valid with { Name = new string('a', 63) }).ShouldBeEmpty();

    [Theory]
    [Trait("criterion", "PRV-5")]
    [InlineData("")]
    [InlineData("/v1")]
    [InlineData("api.openai.com")]
    [InlineData("ftp://api.openai.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("https://user@host/")]
    [InlineData("https://user:password@host/")]
    [InlineData("https://@host/")]
    [InlineData("https://host/#fragment")]
    [InlineData("https://host/#")]
    [InlineData("https://host/?a=b")]
    [InlineData("https://host/?")]
    [InlineData(" https://host/")]
    [InlineData("https://ho st/")]
    [InlineData("https:\\\\host")]
    [InlineData("https://host:99999/")]
    [InlineData("javascript:alert(1)")]
    public void A_bad_base_url_is_a_fault_of_baseUrl(string baseUrl) => Faults(Valid with { BaseUrl = baseUrl }).ShouldHaveSingleItem().Field.ShouldBe("baseUrl");

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("https://[::1]:8443/base/v1/")]
    [InlineData("https://example.com/a@b")]
    public void A_good_base_url_is_none(string baseUrl) => Faults(Valid with { BaseUrl = baseUrl }).ShouldBeEmpty();

    [Fact]
    [Trait("criterion", "PRV-5")]
    public void Every_fault_is_named_at_once()
    {
        var faults = Faults(Valid with { Name = "No", BaseUrl = "", DisplayName = " ", Keys = [Key(0, " "), Key(1, "sk-one") with { Label = "a\nb" }] });
        faults.Select(fault => fault.Field).ShouldBe(["name", "displayName", "baseUrl", "keys[0].key", "keys[1].label"], ignoreOrder: true);
    }

    [Theory]
    [Trait("criterion", "PRV-5")]
    [InlineData(null)]
    [InlineData("OpenAI")]
    [InlineData("gemini")]
    public void A_type_outside_the_five_is_a_fault(string? type)
    {
        var faults = new FaultList();
        ProviderRules.ReadType(type, faults).ShouldBeNull();
        faults.ShouldHaveSingleItem().Field.ShouldBe("type");
    }

    [Theory]
    [Trait("criterion", "PRV-21")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("sk-a\u0001b")]
    [InlineData("sk-a\r\nX-Evil: 1")]
    [InlineData("sk a")]
    [InlineData("sk-ä")]
    public void A_bad_key_is_a_fault_that_does_not_repeat_it(string key)
    {
        var fault = Faults(Valid with { Keys = [Key(0, key)] }).ShouldHaveSingleItem();
        fault.Field.ShouldBe("keys[0].key");
        if (key.Trim().Length > 0)
        {
            fault.Detail.ShouldNotContain(key);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-21")]
    public void A_key_has_at_most_10_KiB()
    {
        ProviderKeyRules.Fault(new string('k', 10 * 1024)).ShouldBeNull();
        ProviderKeyRules.Fault(new string('k', (10 * 1024) + 1)).ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-21")]
    public void The_same_secret_twice_is_named_by_place_only()
    {
        var faults = new FaultList();
        ProviderKeyRules.CheckDuplicates([new Secret("canary"), null, new Secret("other"), new Secret("canary")], faults);
        var fault = faults.ShouldHaveSingleItem();
        fault.Field.ShouldBe("keys[3].key");
        fault.Detail.ShouldNotContain("canary");
    }

    [Theory]
    [Trait("criterion", "PRV-22")]
    [InlineData("sk-proj-0123456789abcdef")]
    [InlineData("sk-12345")]
    [InlineData("short")]
    public void A_masked_key_sent_back_is_refused(string key) => ProviderKeyRules.Fault(SecretMask.Of(key)).ShouldNotBeNull().ShouldContain("masked");

    [Fact]
    [Trait("criterion", "PRV-25")]
    public void The_33rd_key_is_refused()
    {
        Faults(Valid with { Keys = [.. Enumerable.Range(0, 32).Select(i => Key(i, $"sk-{i}"))] }).ShouldBeEmpty();
        Faults(Valid with { Keys = [.. Enumerable.Range(0, 33).Select(i => Key(i, $"sk-{i}"))] }).ShouldHaveSingleItem().Field.ShouldBe("keys");
    }

    [Fact]
    [Trait("criterion", "PRV-8")]
    public void Bedrock_has_rules_of_its_own()
    {
        var bedrock = Valid with { Type = ProviderType.Bedrock, Keys = [], BaseUrl = "", Settings = new ProviderSettings { Bedrock = new BedrockSettings { Region = "eu-west-1" } } };
        Faults(bedrock).ShouldBeEmpty();
        Faults(bedrock with { Keys = [Key(0, "sk-one")] }).ShouldHaveSingleItem().Field.ShouldBe("keys");
        Faults(bedrock with { Settings = ProviderSettings.Default }).ShouldHaveSingleItem().Field.ShouldBe("baseUrl");
        Faults(bedrock with { Settings = ProviderSettings.Default, BaseUrl = "https://bedrock.example" }).ShouldBeEmpty();
        Faults(With(new BedrockSettings { Region = "eu-west-1", AccessKeyId = "AKIA" })).ShouldHaveSingleItem().Field.ShouldBe("settings.secretAccessKey");
        Faults(With(new BedrockSettings { Region = "eu-west-1", SecretAccessKey = new Secret("s") })).ShouldHaveSingleItem().Field.ShouldBe("settings.accessKeyId");
        Faults(With(new BedrockSettings { Region = "eu-west-1", SessionToken = new Secret("s") })).ShouldHaveSingleItem().Field.ShouldBe("settings.sessionToken");
        Faults(With(new BedrockSettings { Region = "eu-west-1", AccessKeyId = "AKIA", SecretAccessKey = new Secret("s"), SessionToken = new Secret("t") })).ShouldBeEmpty();

        ProviderConfig With(BedrockSettings settings) => bedrock with { Settings = new ProviderSettings { Bedrock = settings } };
    }

    private static FaultList Faults(ProviderConfig provider)
    {
        var faults = new FaultList();
        ProviderRules.Check(provider, faults);
        return faults;
    }

    private static ProviderKeyConfig Key(int position, string value) => new()
    {
        Id = new Guid(position + 1, 0, 0, new byte[8]),
        Position = position,
        Masked = SecretMask.Of(value),
        Value = new Secret(value),
    };
}
